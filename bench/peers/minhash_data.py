"""Writes documents as JSON Lines {"text", "id"}: Europarl lines, English manual pages and English Java documentation, in a fixed shuffle,
with planted copies at the end of each share: exact, near (2 % of the words replaced) and boilerplate (one long header, another body).

Arguments: Europarl lines (plain), folder of unpacked packages, number of originals (0: all), exact, near, boilerplate, output.
"""
import gzip
import html
import json
import os
import random
import re
import sys

europarl, unpacked = sys.argv[1], sys.argv[2]
originals, exact, near, boilerplate = map(int, sys.argv[3:7])
out = sys.argv[7]
draw = random.Random(7)
markup = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.S | re.I)
macro = re.compile(r"^['.].*$|\\f.|\\-|\\&", re.M)


def pages(root):
    for folder, subfolders, names in os.walk(root):
        subfolders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                continue
            if name.endswith(".html"):
                with open(path, encoding="utf-8", errors="replace") as f:
                    yield re.sub(r"\n\s*\n+", "\n\n", html.unescape(markup.sub("", f.read())))
            elif name.endswith(".gz") and "/man/man" in path:
                with gzip.open(path) as f:
                    yield macro.sub("", f.read().decode("utf-8", "replace"))


texts = []
with open(europarl, encoding="utf-8") as f:
    texts += [line.rstrip("\n").split("\t", 2)[2] for line in f if line.count("\t") >= 2]
texts += pages(unpacked)
texts = [t.encode("utf-8", "replace").decode("utf-8") for t in texts if len(t) <= 200_000]
draw.shuffle(texts)
if originals:
    texts = texts[:originals]
vocabulary = [w for t in texts[:200] for w in t.split()]
long_enough = [t for t in texts if len(t.split()) >= 60]
copies = []
for _ in range(exact):
    copies.append(draw.choice(long_enough))
for _ in range(near):
    words = draw.choice(long_enough).split(" ")
    for _ in range(max(1, len(words) // 50)):
        words[draw.randrange(len(words))] = draw.choice(vocabulary)
    copies.append(" ".join(words))
header = " ".join(draw.choice(vocabulary) for _ in range(80))
for _ in range(boilerplate):
    copies.append(header + "\n" + " ".join(draw.choice(vocabulary) for _ in range(160)))
everything = texts + copies
draw.shuffle(everything)
with open(out + ".part", "w", encoding="utf-8") as sink:
    for i, text in enumerate(everything):
        sink.write(json.dumps({"text": text, "id": str(i)}, ensure_ascii=False) + "\n")
os.replace(out + ".part", out)
print(f"{len(everything)} documents, {os.path.getsize(out)} bytes in {os.path.basename(out)}")
