"""Greedy decoding with transformers, eager: tokens a second and the tokens.

usage: decode_speed.py FOLDER ROWS STEPS THREADS
"""

import sys
import time

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

folder, rows, steps, threads = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(threads)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
model.eval()
prompt = Tokenizer.from_file(f"{folder}/tokenizer.json").encode(
    "Once upon a time, in a small village by the sea,", add_special_tokens=False).ids
seconds, ids = [], []
with torch.inference_mode():
    out = model(torch.tensor([prompt] * rows), use_cache=True)
    for _ in range(steps):
        start = time.perf_counter()
        token = out.logits[:, -1].argmax(-1, keepdim=True)
        out = model(token, past_key_values=out.past_key_values, use_cache=True)
        seconds.append(time.perf_counter() - start)
        ids.append(int(token[0]))
print(f"transformers {rows / sorted(seconds)[steps // 2]:.1f} tokens/s; ids " + " ".join(map(str, ids)))
