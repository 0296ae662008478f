"""Writes what tokenizers makes of texts and pairs under many shapes, for InputCheck to compare.

Arguments: text with lines, output folder, tokenizer.json files. For each file and shape: NAME.json, the tokenizer with the shape in it, and NAME.jsonl, a line per input: texts, ids,
type ids, attention, special tokens, offsets, and how many windows the first text has.
"""
import json
import os
import random
import sys

import tokenizers
from tokenizers import Tokenizer, normalizers, processors

lines, out, files = sys.argv[1], sys.argv[2], sys.argv[3:]
rng = random.Random(7)
texts = [" ".join(line.split("\t")[-1].split()[: rng.randrange(0, 40)]) for line in open(lines, encoding="utf-8").read().split("\n")[:6000:20]]


def shapes(tokenizer):
    def change(truncation=None, padding=None, processor=None):
        t = Tokenizer.from_str(tokenizer.to_str())
        t.no_truncation()
        t.no_padding()
        if processor:
            t.post_processor = processor
        if truncation:
            t.enable_truncation(**truncation)
        if padding:
            t.enable_padding(**padding)
        return t

    yield "plain", change()
    yield "longest", change(dict(max_length=20), dict(length=24, pad_id=3, pad_type_id=1, pad_token="x"))
    yield "left", change(dict(max_length=17, stride=3, direction="left"), dict(direction="left", pad_to_multiple_of=8))
    yield "windows", change(dict(max_length=16, stride=4), dict())
    yield "first", change(dict(max_length=60, strategy="only_first"))
    yield "second", change(dict(max_length=60, strategy="only_second"))
    yield "roberta", change(dict(max_length=15), None, processors.RobertaProcessing(("a", 1), ("b", 2)))
    yield "bert", change(dict(max_length=15), None, processors.BertProcessing(("a", 1), ("b", 2)))
    yield "template", change(None, dict(), processors.TemplateProcessing(
        single="<s>:2 $A:3 </s>:4", pair="$B:1 <s>:0 $A:2 </s>:5 <s>:1", special_tokens=[("<s>", 1), ("</s>", 2)]))


def row(code, a, b):
    return json.dumps([a, b, code.ids, code.type_ids, code.attention_mask, code.special_tokens_mask, [x for o in code.offsets for x in o], 1 + len(code.overflowing)])


def encode(tokenizer, a, b):
    """With truncation, from whole encodings: encode() alone stops reading early, so that windows are missing and the longer text may look the shorter."""
    if tokenizer.truncation is None:
        return tokenizer.encode(a, b)
    if id(tokenizer) not in raws:
        parts = json.loads(tokenizer.to_str())
        parts["truncation"] = parts["padding"] = parts["post_processor"] = None
        raws[id(tokenizer)] = Tokenizer.from_str(json.dumps(parts))
    raw = raws[id(tokenizer)]
    return tokenizer.post_process(raw.encode(a), None if b is None else raw.encode(b), True)


raws = {}


def byte_level(tokenizer):
    t = json.loads(tokenizer.to_str())
    t["normalizer"] = {"type": "ByteLevel"}
    t["pre_tokenizer"] = None
    t["decoder"] = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return Tokenizer.from_str(json.dumps(t))


for path in files:
    raws.clear()
    base = Tokenizer.from_file(path)
    stem = os.path.basename(os.path.dirname(path))
    all_shapes = list(shapes(base))
    if "merges" in json.loads(base.to_str())["model"]:
        all_shapes.append(("bytes", byte_level(base)))
    for name, tokenizer in all_shapes:
        around = (json.loads(tokenizer.to_str())["post_processor"] or {}).get("type")
        if tokenizer.truncation and around not in ("TemplateProcessing", "BertProcessing", "RobertaProcessing"):
            continue  # the types of a pair that is put together afterwards would be lost
        tokenizer.save(f"{out}/{stem}-{name}.json")
        with open(f"{out}/{stem}-{name}.jsonl", "w") as f:
            for i in range(0, len(texts) - 1, 2):
                for a, b in ((texts[i], None), (texts[i], texts[i + 1]), (texts[i + 1], texts[i])):
                    try:
                        f.write(row(encode(tokenizer, a, b), a, b) + "\n")
                    except BaseException:  # a panic, or the strategy does not allow it: nor may ours
                        f.write(json.dumps([a, b, None]) + "\n")
