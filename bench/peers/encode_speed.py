"""Encodes a text in documents of 4,000 characters on one thread with tokenizers or tiktoken and prints megabytes per
second of the thread's processor time, which a busy machine disturbs less than the clock.

Arguments: tokenizers or tiktoken, PATTERN=ranks, text, warm-up passes, measured passes, of which the median counts. The tokenizers side
reads a tokenizer.json made from the same ranks (PATTERN.json beside them).
"""
import base64
import os
import statistics
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
kind, name, path, warm, measured = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
pattern, ranks_path = name.split("=", 1)
with open(path, encoding="utf-8", newline="") as f:
    text = f.read()
documents = [text[i : i + 4000] for i in range(0, len(text), 4000)]
size = os.path.getsize(path)

if kind == "tiktoken":
    import tiktoken
    from tiktoken_ext import openai_public
    with open(ranks_path, "rb") as f:
        ranks = {base64.b64decode(t): int(r) for t, r in (line.split() for line in f if line.strip())}
    # The package's own definition, with its faster pattern, over the local ranks.
    openai_public.load_tiktoken_bpe = lambda *args, **kwargs: ranks
    definition = getattr(openai_public, pattern + "_base")()
    encode = tiktoken.Encoding(**definition).encode_ordinary
else:
    import tokenizers
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(os.path.dirname(ranks_path), pattern + ".json"))

    def encode(document):
        return tokenizer.encode(document, add_special_tokens=False).ids

seconds = []
for run in range(-warm, measured):
    tokens = 0
    start = time.thread_time()
    for document in documents:
        tokens += len(encode(document))
    if run >= 0:
        seconds.append(time.thread_time() - start)
print(f"mb_per_s {size / statistics.median(seconds) / 1e6:.2f} best {size / min(seconds) / 1e6:.2f} tokens {tokens}")
