"""Trains a byte-level BPE with Hugging Face tokenizers on a text file and prints seconds and peak resident memory.

Arguments: file, vocabulary size, longest token (0: any), file for the merges (pairs of hexadecimal byte strings).
RAYON_NUM_THREADS sets the threads. The trainer's own reading of files is used: each line, with its end, is a document.
"""
import json
import resource
import sys
import time

from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

path, size, longest, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
start = time.perf_counter()
tokenizer = Tokenizer(BPE())
tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False, use_regex=True)
trainer = BpeTrainer(
    vocab_size=size,
    initial_alphabet=ByteLevel.alphabet(),
    show_progress=False,
    # Its limit is exclusive: a token of exactly this length is not made.
    max_token_length=longest + 1 if longest else None,
)
tokenizer.train([path], trainer)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
byte_of = {chr(b): b for b in printable}
rest = (b for b in range(256) if b not in set(printable))
byte_of.update({chr(256 + i): b for i, b in enumerate(rest)})
merges = json.loads(tokenizer.to_str())["model"]["merges"]
with open(out, "w") as f:
    for left, right in merges:
        f.write(" ".join(bytes(byte_of[c] for c in part).hex() for part in (left, right)) + "\n")
print(f"seconds {seconds:.2f} merges {len(merges)} peak_mb {peak}")
