"""Runs every Python block of a token folder's README.md in that folder and prints what it loaded.

Argument: the folder. Tokens must decode with its tokenizer.json.
"""
import logging
import os
import re
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

from tokenizers import Tokenizer

os.chdir(sys.argv[1])
tokenizer = Tokenizer.from_file("tokenizer.json")
with open("README.md", encoding="utf-8") as f:
    blocks = re.findall(r"```python\n(.*?)```", f.read(), re.S)
assert blocks, "the card has no Python"
for block in blocks:
    names = {}
    exec(block, names)
    if "tokens" in names:
        text = tokenizer.decode([int(t) for t in names["tokens"]], skip_special_tokens=False)
        print(f"card: {block.splitlines()[1]}: {len(names['data'])} entries; the first begins {text[:40]!r}")
    else:
        first, spans = names["first"], names["spans"]
        assert all(spans[first[i]:first[i + 1]]["length"].sum() == names["head"][8] for i in range(0, len(first) - 1, 7))
        print(f"card: order.idx: {len(first) - 1} sequences, {len(spans)} spans")
