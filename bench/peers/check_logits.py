"""Compares logits and greedy tokens with transformers on the same float32 weights.

usage: check_logits.py FOLDER   (what ModelLogits wrote)
"""

import sys

import numpy as np
import torch
from transformers import AutoModelForCausalLM

folder = sys.argv[1]
torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
model = AutoModelForCausalLM.from_pretrained(f"{folder}/model", dtype=torch.float32, attn_implementation="eager")
model.eval()
ours = np.fromfile(f"{folder}/logits.f32", "<f4").reshape(-1, model.config.vocab_size)
worst, bad, listed = 0.0, 0, []
for i, line in enumerate(open(f"{folder}/tokens.tsv")):
    ids, greedy = ([int(x) for x in part.split()] for part in line.rstrip("\n").split("\t"))
    with torch.no_grad():
        first = model(torch.tensor([ids])).logits[0, -1].numpy()
        # One pass over prompt and our continuation gives the reference's choice at each step.
        all_logits = model(torch.tensor([ids + greedy])).logits[0].numpy()
    worst = max(worst, float(np.abs(first - ours[i]).max()))
    for step, token in enumerate(greedy):
        logits = all_logits[len(ids) - 1 + step]
        order = np.argsort(-logits)[:2]
        gap = float(logits[order[0]] - logits[order[1]])
        if token != order[0]:
            if gap < 2e-3:
                listed.append((i, step, gap))
            else:
                bad += 1
            break
print(f"prompts {len(ours)}: largest difference of a logit {worst:.2e} (bar 1e-3)")
print(f"greedy tokens that differ where the reference's gap is 2e-3 or more: {bad} (bar 0)")
for i, step, gap in listed:
    print(f"  prompt {i}: step {step} differs where the reference's two best are {gap:.1e} apart")
sys.exit(1 if worst > 1e-3 or bad else 0)
