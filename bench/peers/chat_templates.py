"""Renders the templates of the test resource with jinja2, set up as transformers does, and writes the results beside them.

usage: chat_templates.py RESOURCE.json
"""

import json
import sys

import jinja2
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


def environment():
    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = lambda fmt: "26 Jul 2024"
    return env


def main(path):
    with open(path, encoding="utf-8") as f:
        resource = json.load(f)
    conversations = resource["conversations"]
    for entry in resource["templates"]:
        template = environment().from_string(entry["template"])
        entry["expected"] = {}
        for name, messages in conversations.items():
            for add in (False, True):
                try:
                    text = template.render(
                        messages=messages,
                        add_generation_prompt=add,
                        bos_token=entry["bos"],
                        eos_token=entry["eos"],
                    )
                    result = {"text": text}
                except jinja2.exceptions.TemplateError as e:
                    result = {"error": str(e)}
                entry["expected"][f"{name}, {'with' if add else 'without'} prompt"] = result
    with open(path, "w", encoding="utf-8") as f:
        json.dump(resource, f, ensure_ascii=False, indent=1)
        f.write("\n")


main(sys.argv[1])
