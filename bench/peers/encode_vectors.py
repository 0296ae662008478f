"""Vectors of texts by onnxruntime and tokenizers, one text at a time; compares those of a file.

usage: encode_vectors.py FOLDER PREFIX MOST_TOKENS TEXTS VECTORS
"""
import sys
import time

import numpy as np
import onnxruntime
import tokenizers

folder, prefix, most, texts, vectors = sys.argv[1:]
tokenizer = tokenizers.Tokenizer.from_file(folder + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(int(most))
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(folder + "/model.onnx", options)
names = {i.name for i in session.get_inputs()}
lines = [prefix + line.rstrip("\n") for line in open(texts, encoding="utf-8")]
start = time.process_time()
found = []
for line in lines:
    code = tokenizer.encode(line)
    feed = {"input_ids": [code.ids], "attention_mask": [code.attention_mask], "token_type_ids": [code.type_ids]}
    hidden = session.run(None, {k: np.array(v, dtype=np.int64) for k, v in feed.items() if k in names})[0][0]
    mean = hidden.astype(np.float64).mean(axis=0)
    found.append(mean / np.linalg.norm(mean))
seconds = time.process_time() - start
found = np.array(found)
ours = np.fromfile(vectors, dtype="<f4").reshape(found.shape)
difference = np.abs(ours - found).max()
cosine = (ours * found).sum(axis=1).min()
print(f"onnxruntime: {len(lines)} texts, {len(lines) / seconds:.1f} a processor second, one at a time")
print(f"largest difference of a component {difference:.2e}, smallest cosine {cosine:.8f}")
sys.exit(int(difference > 1e-4))
