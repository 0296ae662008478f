"""Peers of the sampler benchmark: MosaicML streaming's epoch planning and a naive loop.

usage: sampler.py streaming|naive SAMPLES [STREAMING_METHOD]
"""
import json
import os
import random
import sys
import tempfile
import time

# The same eight domains as SampleDraws.java, weighted by the square root of their size.
DOCUMENTS = [4_000_000, 1_500_000, 700_000, 300_000, 120_000, 60_000, 25_000, 10_000]
SHARD = 5_000


def proportions():
    roots = [n**0.5 for n in DOCUMENTS]
    return [r / sum(roots) for r in roots]


def naive(samples):
    weights = proportions()
    domains = range(len(weights))
    rng = random.Random(7)
    counts = [0] * len(weights)
    start = time.process_time()
    for _ in range(samples):
        k = rng.choices(domains, weights)[0]
        rng.randrange(DOCUMENTS[k])
        counts[k] += 1
    return time.process_time() - start, counts


def index(folder, documents):
    """An index of shards without their data: planning an epoch reads only the counts."""
    shards = []
    for shard in range(documents // SHARD):
        raw = {"basename": f"shard.{shard:05}.mds", "bytes": 8, "hashes": {}}
        shards.append({
            "column_encodings": ["int"], "column_names": ["x"], "column_sizes": [8],
            "compression": None, "format": "mds", "hashes": [], "raw_data": raw,
            "samples": SHARD, "size_limit": 1 << 26, "version": 2, "zip_data": None,
        })
        open(os.path.join(folder, raw["basename"]), "wb").write(b"\0" * 8)
    with open(os.path.join(folder, "index.json"), "w") as out:
        json.dump({"shards": shards, "version": 2}, out)


def streaming(samples, method):
    import numpy as np
    from streaming import Stream, StreamingDataset
    from streaming.base.batching import generate_work
    from streaming.base.util import clean_stale_shared_memory
    from streaming.base.world import World

    clean_stale_shared_memory()
    with tempfile.TemporaryDirectory() as root:
        streams = []
        for k, (documents, share) in enumerate(zip(DOCUMENTS, proportions())):
            folder = os.path.join(root, f"domain-{k}")
            os.mkdir(folder)
            index(folder, documents)
            streams.append(Stream(local=folder, proportion=share))
        dataset = StreamingDataset(
            streams=streams, epoch_size=samples, batch_size=256, shuffle=True, shuffle_seed=7,
            batching_method=method, num_canonical_nodes=1)
        dataset.initial_physical_nodes = 1
        world = World.detect()
        dataset._set_shuffle_block_size(world)
        start = time.process_time()
        work = generate_work(method, dataset, world, 0, 0)
        seconds = time.process_time() - start
        ids = work[work >= 0]
        bounds = np.cumsum(DOCUMENTS)
        counts = np.bincount(np.searchsorted(bounds, ids, side="right"), minlength=len(DOCUMENTS))
        return seconds, counts.tolist()


def main():
    peer, samples = sys.argv[1], int(sys.argv[2])
    method = sys.argv[3] if len(sys.argv) > 3 else "random"
    seconds, counts = naive(samples) if peer == "naive" else streaming(samples, method)
    name = peer if peer == "naive" else f"streaming {method}"
    print(f"{name} {seconds:.3f} s {sum(counts) / seconds / 1e6:.2f} M/s, "
          f"counts {','.join(map(str, counts))}")


main()
