"""Published ZIP-FIT on a pool and a target: zip_fit_scores.py HOW POOL TARGET OUT.

HOW is package (the installed zip-fit, its pool of processes set to one) or bare (the same calls of gzip in one loop, without its
processes and its cache). gzip at level 6. Writes one score a line in the pool's order; prints seconds and processor seconds.
"""
import gzip
import json
import resource
import sys
import time

how, pool_file, target_file, out = sys.argv[1:5]


def texts(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def processor():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


pool, target = texts(pool_file), texts(target_file)
if how == "package":
    from zip_fit import zipfit

    zipfit.cpu_count = lambda: 1
    clock, work = time.time(), processor()
    fit = zipfit.ZIPFIT(pool_file, target_file, k=len(pool), compression_algorithm="gzip", compress_level=6)
    ranked = dict(fit.rank_sequences_by_alignment(pool, target))
    scores = [ranked[text] for text in pool]
else:
    clock, work = time.time(), processor()

    def length(text):
        return len(gzip.compress(text.encode("utf-8"), compresslevel=6))

    targets = [length(text) for text in target]
    scores = []
    for text in pool:
        own = length(text)
        total = 0.0
        for other, alone in zip(target, targets):
            total += 1 - (length(text + other) - min(own, alone)) / max(own, alone)
        scores.append(total / len(target))
print(f"seconds {time.time() - clock:.2f} processor {processor() - work:.2f}")
with open(out, "w") as lines:
    lines.writelines(f"{score:.17g}\n" for score in scores)
