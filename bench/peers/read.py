"""Reads a JSON Lines file on one thread: read.py json|orjson|datatrove FILE BYTES prints `documents characters seconds cpu-seconds MB/cpu-s`."""
import gzip
import io
import json
import os
import sys
import time

kind, path, size = sys.argv[1], sys.argv[2], int(sys.argv[3])


def lines():
    if path.endswith(".gz"):
        return gzip.open(path, "rb")
    if path.endswith(".zst"):
        import zstandard

        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(open(path, "rb"), read_across_frames=True))
    return open(path, "rb")


def documents():
    if kind == "datatrove":
        from datatrove.pipeline.readers import JsonlReader
        from datatrove.utils.logging import logger

        logger.remove()

        reader = JsonlReader(os.path.dirname(path), glob_pattern=os.path.basename(path))
        for document in reader.run(None, 0, 1):
            yield document.text
        return
    loads = json.loads
    if kind == "orjson":
        import orjson

        loads = orjson.loads
    for line in lines():
        yield loads(line)["text"]


texts = documents()
start, cpu = time.perf_counter(), time.process_time()
count = characters = 0
for text in texts:
    count += 1
    characters += len(text)
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
print(f"{count} {characters} {seconds:.3f} {cpu:.3f} {size / 1e6 / cpu:.1f}")
