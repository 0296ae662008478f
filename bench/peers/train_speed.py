"""Trains the same model from the same weights on the same batches with PyTorch, eager.

usage: train_speed.py FOLDER THREADS
"""

import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
model.train()
plain = [p for p in model.parameters() if p.dim() < 2]
matrices = [p for p in model.parameters() if p.dim() >= 2]
optimiser = torch.optim.AdamW(
    [{"params": matrices, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}],
    lr=1e-3, betas=(0.9, 0.95), eps=1e-8,
)
rows, seconds, losses = 8, [], []
for line in open(f"{folder}/batches.jsonl"):
    ids = torch.tensor(json.loads(line)).view(rows, -1)
    start = time.perf_counter()
    optimiser.zero_grad(set_to_none=True)
    logits = model(ids[:, :-1]).logits
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), ids[:, 1:].reshape(-1))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    losses.append(loss.item())
    seconds.append(time.perf_counter() - start)
tokens = ids[:, 1:].numel()
print(f"pytorch   {tokens / sorted(seconds)[len(seconds) // 2]:.0f} tokens/s; losses" + "".join(f" {x:.5f}" for x in losses))
