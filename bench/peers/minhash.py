"""datatrove's four MinHash stages over one JSON Lines file cut in two tasks, two workers.

Arguments: folder with 00000.jsonl and 00001.jsonl, work folder (emptied), words (own | spaces), hash (xxhash | sha1).
Words: `own` is datatrove's English tokenizer (a blank spaCy pipeline); `spaces` splits its normalised text at spaces, as ours does.
Prints `seconds S signature S buckets S cluster S filter S kept N peak_mb M cpu S` (cpu: processor seconds of all
processes); the time of imports is left out.
With a fifth argument, a file of ours (documents x 112 little-endian 64-bit values), compares all signatures instead.
"""
import json
import os
import resource
import shutil
import sys
import time

import numpy as np

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
from datatrove.utils.hashing import HashConfig
from datatrove.utils.word_tokenizers import load_word_tokenizer



class Spaces:
    def word_tokenize(self, text):
        return text.split()


def signature_step(work, words, config):
    step = MinhashDedupSignature(output_folder=f"{work}/signatures", config=config)
    if words == "spaces":
        step.word_tokenizer = Spaces()
    return step


def stage(logs, pipeline, tasks, workers):
    start = time.perf_counter()
    LocalPipelineExecutor(
        pipeline=pipeline, tasks=tasks, workers=workers, skip_completed=False, start_method="fork", logging_dir=logs
    ).run()
    return time.perf_counter() - start


def compare(step, source, signatures):
    ours = np.memmap(signatures, dtype="<u8", mode="r").reshape(-1, 112)
    at = same = none = 0
    for name in ("00000.jsonl", "00001.jsonl"):
        for line in open(f"{source}/{name}", encoding="utf-8"):
            shingles = step.get_shingles(json.loads(line)["text"])
            if shingles.size == 0:
                none += 1
                same += int(not ours[at].any())
            else:
                same += int(np.array_equal(np.array(step.get_signature(shingles), dtype=np.uint64).ravel(), ours[at]))
            at += 1
    print(f"signatures equal: {same} of {at} ({none} documents too short for one)")
    return same == at


def main():
    source, work, words, hash_name = sys.argv[1:5]
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    config = MinhashConfig(hash_config=HashConfig(precision=64, hash_fc=hash_name), num_buckets=14, hashes_per_bucket=8, n_grams=5)
    if len(sys.argv) > 5:
        sys.exit(0 if compare(signature_step(work, words, config), source, sys.argv[5]) else 1)
    load_word_tokenizer("eng").word_tokenize("warm up")  # its imports, before the clock starts
    imported = time.process_time()
    reader = dict(data_folder=source, glob_pattern="*.jsonl")
    seconds = [
        stage(f"{work}/logs/0", [JsonlReader(**reader), signature_step(work, words, config)], 2, 2),
        stage(f"{work}/logs/1", [MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config, lines_to_buffer=-1)], 14, 2),
        stage(f"{work}/logs/2", [MinhashDedupCluster(f"{work}/buckets", f"{work}/remove", config=config, lines_to_buffer=-1)], 1, 1),
        stage(f"{work}/logs/3", [JsonlReader(**reader), MinhashDedupFilter(f"{work}/remove"), JsonlWriter(f"{work}/kept", compression=None)], 2, 2),
    ]
    kept = sum(1 for name in sorted(os.listdir(f"{work}/kept")) for _ in open(f"{work}/kept/{name}", "rb"))
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    mine = time.process_time() - imported
    numbers = (sum(seconds), *seconds, kept, usage.ru_maxrss // 1024, usage.ru_utime + usage.ru_stime + mine)
    print("seconds %.2f signature %.2f buckets %.2f cluster %.2f filter %.2f kept %d peak_mb %d cpu %.2f" % numbers)


if __name__ == "__main__":
    main()
