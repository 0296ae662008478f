"""Writes one text file of real lines: Europarl, then the text of unpacked Debian documentation (HTML without tags, manual pages).

Arguments: Europarl lines (plain), folder of unpacked packages, size in MB, output. Documentation is taken file by file in a fixed
stride over all packages, so that a smaller size keeps the mixture of languages.
"""
import gzip
import html
import os
import re
import sys

europarl, unpacked, size, out = sys.argv[1], sys.argv[2], int(sys.argv[3]) * 1_000_000, sys.argv[4]
markup = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.S | re.I)


def files(root):
    for folder, subfolders, names in os.walk(root):
        subfolders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not os.path.islink(path) and (name.endswith(".html") or (name.endswith(".gz") and "/man/" in path)):
                yield path


def text(path):
    if path.endswith(".html"):
        with open(path, encoding="utf-8", errors="replace") as f:
            return html.unescape(markup.sub("", f.read()))
    with gzip.open(path) as f:
        return f.read().decode("utf-8", "replace")


def lines(content):
    # Lone surrogates can come out of numeric character references.
    for line in content.split("\n"):
        line = line.rstrip().encode("utf-8", "replace")
        if line:
            yield line + b"\n"


everything = list(files(unpacked))
stride = 7
order = [everything[i] for first in range(stride) for i in range(first, len(everything), stride)]
written = 0
with open(out + ".part", "wb") as sink:
    with open(europarl, encoding="utf-8") as f:
        for line in f.read().split("\n"):
            if line:
                written += sink.write(line.encode("utf-8") + b"\n")
    for path in order:
        for line in lines(text(path)):
            if written + len(line) > size:
                break
            written += sink.write(line)
        else:
            continue
        break
if written < size * 0.99:
    os.remove(out + ".part")
    sys.exit(f"only {written} bytes of text in {unpacked}; {size} wanted")
os.replace(out + ".part", out)
