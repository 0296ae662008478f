"""Encodes files that no pattern cuts with tokenizers or tiktoken and prints, for each, the seconds of the first call and
of the best of the next two.

Arguments: write FOLDER writes the files of 1 MB and 2 MB and prints their paths; otherwise tokenizers or tiktoken,
PATTERN=ranks or, for tokenizers, a tokenizer.json, the files.
"""
import base64
import os
import random
import sys
import time

if sys.argv[1] == "write":
    os.makedirs(sys.argv[2], exist_ok=True)
    letters = random.Random(7)
    for megabytes in (1, 2):
        n = megabytes * 1_000_000
        texts = {
            "letter": "a" * n,
            "spaces": " " * n,
            "newlines": "\n" * n,
            "emoji": "\U0001F600" * (n // 4),
            "carets": "^" * n,
            "random-letters": "".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=n)),
            "han": "".join(chr(letters.randrange(0x4E00, 0x9FA6)) for _ in range(n // 3)),
        }
        for name, text in texts.items():
            path = os.path.join(sys.argv[2], f"{name}-{megabytes}")
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(text)
            print(path)
    sys.exit()

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
kind, name = sys.argv[1], sys.argv[2]
pattern, _, ranks_path = name.partition("=")
if kind == "tiktoken":
    import tiktoken
    from tiktoken_ext import openai_public
    with open(ranks_path, "rb") as f:
        ranks = {base64.b64decode(t): int(r) for t, r in (line.split() for line in f if line.strip())}
    openai_public.load_tiktoken_bpe = lambda *args, **kwargs: ranks
    encode = tiktoken.Encoding(**getattr(openai_public, pattern + "_base")()).encode_ordinary
else:
    import tokenizers
    made = os.path.join(os.path.dirname(ranks_path), pattern + ".json")
    tokenizer = tokenizers.Tokenizer.from_file(made if ranks_path else name)

    def encode(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

for path in sys.argv[3:]:
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        try:
            tokens = len(encode(text))
        except BaseException as e:  # the Rust side reports a full regex stack as a panic
            tokens = f"none ({type(e).__name__})"
        seconds.append(time.perf_counter() - start)
    print(f"{kind} {os.path.basename(path)}: first {seconds[0]:.3f} s, then {min(seconds[1:]):.3f} s, tokens {tokens}", flush=True)
