"""Bytes per token of two unigram vocabularies on held-out lines, each encoded by its own library, and what the vocabularies share.

Arguments: text, tokenizer.json, SentencePiece model. Lines that either cannot spell without unknown characters count all the same.
"""
import sys

import sentencepiece
import tokenizers

text, ours, theirs = sys.argv[1:4]
lines = open(text, encoding="utf-8").read().split("\n")
size = sum(len(line.encode()) for line in lines)
a = tokenizers.Tokenizer.from_file(ours)
b = sentencepiece.SentencePieceProcessor(model_file=theirs)
na = nb = ua = ub = 0
for code in a.encode_batch(lines):
    na += len(code.ids)
    ua += code.ids.count(0)
for line in lines:
    ids = b.encode(line)
    nb += len(ids)
    ub += ids.count(0)
va = set(a.get_vocab())
vb = {b.id_to_piece(i) for i in range(b.get_piece_size())}
print(f"bytes per token: steelyard {size / na:.4f} (unknown {ua}), sentencepiece {size / nb:.4f} (unknown {ub}); "
      f"ratio {nb / na:.4f}; shared pieces {len(va & vb)} of {len(va)} and {len(vb)}")
