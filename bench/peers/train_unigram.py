"""Trains a unigram vocabulary with SentencePiece on a text file, its defaults but for long lines, and prints seconds and peak resident memory.

Arguments: file, vocabulary size, threads, prefix for the model.
"""
import resource
import sys
import time

import sentencepiece

path, size, threads, prefix = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
start = time.perf_counter()
sentencepiece.SentencePieceTrainer.train(
    input=path, model_prefix=prefix, model_type="unigram", vocab_size=size, num_threads=threads, max_sentence_length=1 << 24, minloglevel=2)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"seconds {seconds:.2f} pieces {size} peak_mb {peak}")
