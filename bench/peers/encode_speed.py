"""Encodes a text in documents of 4,000 characters with tokenizers or tiktoken and prints megabytes per second: on one
thread of the thread's processor time, which a busy machine disturbs less than the clock; on several by the clock,
through each library's own batch call, and beside it megabytes per second of processor time of all threads.

Arguments: tokenizers or tiktoken, PATTERN=ranks, text, warm-up passes, measured passes, of which the median counts, threads (1). The tokenizers side
reads a tokenizer.json made from the same ranks (PATTERN.json beside them).
"""
import base64
import os
import statistics
import sys
import time

threads = int(sys.argv[6]) if len(sys.argv) > 6 else 1
os.environ["RAYON_NUM_THREADS"] = str(threads)
os.environ["TOKENIZERS_PARALLELISM"] = "false" if threads == 1 else "true"
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
    encoding = tiktoken.Encoding(**definition)
    encode = encoding.encode_ordinary

    def encode_all():
        return sum(len(ids) for ids in encoding.encode_ordinary_batch(documents, num_threads=threads))
else:
    import tokenizers
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(os.path.dirname(ranks_path), pattern + ".json"))

    def encode(document):
        return tokenizer.encode(document, add_special_tokens=False).ids

    def encode_all():
        return sum(len(e.ids) for e in tokenizer.encode_batch_fast(documents, add_special_tokens=False))

clock = time.thread_time if threads == 1 else time.perf_counter
seconds, used = [], []
for run in range(-warm, measured):
    tokens = 0
    start, start_of_all = clock(), time.process_time()
    if threads > 1:
        tokens = encode_all()
    else:
        for document in documents:
            tokens += len(encode(document))
    if run >= 0:
        seconds.append(clock() - start)
        used.append(time.process_time() - start_of_all)
print(
    f"mb_per_s {size / statistics.median(seconds) / 1e6:.2f} best {size / min(seconds) / 1e6:.2f} "
    f"mb_per_cpu_s {size / statistics.median(used) / 1e6:.2f} tokens {tokens}"
)
