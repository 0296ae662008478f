"""Trains small SentencePiece models of both kinds with the options that published ones use: T5 (unigram, nmt_nfkc), XLM-R (unigram, byte fallback), Llama (BPE, byte
fallback, spaces kept), and the others one at a time: user-defined symbols, marks after words, no mark before the text, case folding.

Arguments: text, one sentence a line; output folder.
"""
import sys

import sentencepiece

text, out = sys.argv[1:3]
common = dict(input=text, num_threads=1, max_sentence_length=20000, input_sentence_size=1000, shuffle_input_sentence=False, minloglevel=2)
symbols = ["<sep>", "<|endoftext|>", "HTMLParser", "'s", "12", "\u2167", "\uff21\uff42"]
models = {
    "spm-t5": dict(model_type="unigram", vocab_size=2000, character_coverage=0.9995),
    "spm-bytes": dict(model_type="unigram", vocab_size=2000, byte_fallback=True),
    "spm-llama": dict(model_type="bpe", vocab_size=1500, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True),
    "spm-bpe": dict(model_type="bpe", vocab_size=1500),
    "spm-user": dict(model_type="unigram", vocab_size=1500, user_defined_symbols=symbols),
    "spm-user-bpe": dict(model_type="bpe", vocab_size=1500, byte_fallback=True, user_defined_symbols=symbols),
    "spm-suffix": dict(model_type="unigram", vocab_size=1500, treat_whitespace_as_suffix=True),
    "spm-suffix-bpe": dict(model_type="bpe", vocab_size=1500, treat_whitespace_as_suffix=True),
    "spm-bare": dict(model_type="unigram", vocab_size=1500, add_dummy_prefix=False, remove_extra_whitespaces=False, normalization_rule_name="nfkc"),
    "spm-bare-bpe": dict(model_type="bpe", vocab_size=1500, add_dummy_prefix=False, split_by_whitespace=False, allow_whitespace_only_pieces=True),
    "spm-folded": dict(model_type="unigram", vocab_size=1500, normalization_rule_name="nmt_nfkc_cf", unk_surface="?"),
}
for name, options in models.items():
    sentencepiece.SentencePieceTrainer.train(model_prefix=f"{out}/{name}", **options, **common)
