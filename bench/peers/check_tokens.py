"""Opens a folder of token files with the readers they were written for and compares every token.

Argument: the folder. Megatron: megatron-core's IndexedDataset; MDS: mosaicml-streaming's StreamingDataset; text: Hugging Face tokenizers.
"""
import logging
import shutil
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import numpy as np
import streaming
from megatron.core import __version__ as megatron_version
from megatron.core.datasets.indexed_dataset import IndexedDataset
from streaming import StreamingDataset
from tokenizers import Tokenizer

folder = sys.argv[1]
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
end = tokenizer.token_to_id("<|endoftext|>")
datasets = {}
for domain in ("even", "odd"):
    dataset = IndexedDataset(f"{folder}/{domain}", multimodal=False, mmap=True)
    datasets[domain] = dataset
    with open(f"{folder}/{domain}.txt", encoding="utf-8", newline="\n") as f:
        lines = f.read().split("\n")[:-1]
    assert len(dataset) == len(lines) == len(dataset.document_indices) - 1
    for i, line in enumerate(lines):
        ids = dataset[i]
        assert ids[-1] == end, (domain, i)
        assert tokenizer.decode(ids[:-1].tolist(), skip_special_tokens=False) == line, (domain, i)
        assert ids[:-1].tolist() == tokenizer.encode(line, add_special_tokens=False).ids, (domain, i)
    print(f"megatron-core {megatron_version}: {domain}: {len(lines)} documents, {dataset.index.dtype.__name__}:"
          " ids are those of tokenizers, and decode to the text")

# The three lines of the card.
head = np.fromfile(f"{folder}/order.idx", "<u8", 16)
first = np.memmap(f"{folder}/order.idx", "<u8", "r", int(head[4]), int(head[2]) + 1)
spans = np.memmap(f"{folder}/order.idx", [("document", "<u8"), ("offset", "<u4"), ("length", "<u4"), ("domain", "<u4"), ("epoch", "<u4")],
                  "r", int(head[5]), int(head[3]))

names = ("even", "odd")
sequences = []
for i in range(len(first) - 1):
    parts = spans[first[i]:first[i + 1]]
    tokens = np.concatenate([datasets[names[p["domain"]]].get(int(p["document"]), int(p["offset"]), int(p["length"])) for p in parts])
    assert len(tokens) == head[8]
    sequences.append((names[parts[0]["domain"]], tokens))
print(f"numpy {np.__version__}: order.idx: {len(sequences)} sequences of {head[8]} tokens")

for kind in ("mds", "mds-zstd"):
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(f"{folder}/{kind}", f"{copy}/{kind}")
        samples = StreamingDataset(local=f"{copy}/{kind}", shuffle=False, batch_size=1)
        assert len(samples) == len(sequences)
        for i, (domain, tokens) in enumerate(sequences):
            assert samples[i]["domain"] == domain, i
            assert samples[i]["tokens"].tolist() == tokens.tolist(), i
        print(f"streaming {streaming.__version__}: {kind}: {len(samples)} samples in {len(samples.shards)} shards, equal to the order")
