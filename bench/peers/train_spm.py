"""Trains small SentencePiece models in the style of T5 (unigram, nmt_nfkc), XLM-R (unigram, byte fallback) and Llama (BPE, byte fallback, spaces kept).

Arguments: text, one sentence a line; output folder.
"""
import sys

import sentencepiece

text, out = sys.argv[1:3]
common = dict(input=text, num_threads=1, max_sentence_length=20000, input_sentence_size=1000, shuffle_input_sentence=False, minloglevel=2)
sentencepiece.SentencePieceTrainer.train(model_prefix=f"{out}/spm-t5", model_type="unigram", vocab_size=2000, character_coverage=0.9995, **common)
sentencepiece.SentencePieceTrainer.train(model_prefix=f"{out}/spm-bytes", model_type="unigram", vocab_size=2000, byte_fallback=True, **common)
sentencepiece.SentencePieceTrainer.train(
    model_prefix=f"{out}/spm-llama", model_type="bpe", vocab_size=1500, byte_fallback=True, normalization_rule_name="identity",
    remove_extra_whitespaces=False, split_digits=True, **common)
