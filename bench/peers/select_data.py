"""Pool and target for selection benchmarks: select_data.py FOLDER CHUNK TARGETS [TARGET_CHUNK].

Chunks of CHUNK characters from what a Debian machine has: Perl modules, Python's library, copyright and changelog files,
translated manual pages. The target are TARGETS chunks of Perl modules that are not in the pool. Writes pool.jsonl and target.jsonl.
"""
import glob
import gzip
import json
import os
import random
import sys

folder, chunk, targets = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
target_chunk = int(sys.argv[4]) if len(sys.argv) > 4 else chunk


def text(path):
    try:
        data = gzip.open(path).read() if path.endswith(".gz") else open(path, "rb").read()
        return data.decode("utf-8")
    except (OSError, UnicodeDecodeError, EOFError):
        return ""


def chunks(patterns, size, count, rng):
    files = sorted({f for p in patterns for f in glob.glob(p, recursive=True) if os.path.isfile(f)})
    rng.shuffle(files)
    found = []
    for path in files:
        whole = text(path)
        for start in range(0, min(len(whole) - size + 1, 6 * size), size):
            found.append(whole[start : start + size])
        if len(found) >= 4 * count:
            break
    rng.shuffle(found)
    return found[:count]


rng = random.Random(7)
perl = ["/usr/share/perl/5.*/**/*.pm", "/usr/share/perl5/**/*.pm"]
wanted = chunks(perl, target_chunk, targets, rng)
sources = {
    "perl": (perl, 360),
    "python": (["/usr/lib/python3*/**/*.py", "/usr/local/lib/python3*/**/*.py"], 500),
    "doc": (["/usr/share/doc/*/copyright", "/usr/share/doc/*/changelog*"], 500),
    "man": ([f"/usr/share/man/{l}/man?/*.gz" for l in ("de", "fr", "es", "it")], 500),
}
os.makedirs(folder, exist_ok=True)
with open(f"{folder}/pool.jsonl", "w", encoding="utf-8") as out:
    for domain, (patterns, count) in sources.items():
        found = [c for c in chunks(patterns, chunk, count, rng) if not any(w[:200] in c for w in wanted)]
        print(domain, len(found))
        for c in found:
            out.write(json.dumps({"text": c, "domain": domain}) + "\n")
with open(f"{folder}/target.jsonl", "w", encoding="utf-8") as out:
    for c in wanted:
        out.write(json.dumps({"text": c}) + "\n")
print("target", len(wanted))
