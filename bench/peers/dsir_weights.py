"""Published DSIR on a pool and a target: dsir_weights.py POOL TARGET OUT. One process, published settings but no shortest document.

Writes one log importance weight a line in the pool's order; prints seconds and processor seconds of fitting and weighing.
"""
import glob
import resource
import sys
import tempfile
import time

import numpy as np
from data_selection import HashedNgramDSIR

pool, target, out = sys.argv[1:4]


def processor():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


clock, work = time.time(), processor()
with tempfile.TemporaryDirectory() as cache:
    dsir = HashedNgramDSIR([pool], [target], cache, num_proc=1, ngrams=2, num_buckets=10000, min_example_length=0)
    dsir.fit_importance_estimator()
    dsir.compute_importance_weights()
    weights = np.concatenate([np.load(f) for f in sorted(glob.glob(f"{cache}/log_importance_weights/*.npy"))])
print(f"seconds {time.time() - clock:.2f} processor {processor() - work:.2f}")
with open(out, "w") as lines:
    lines.writelines(f"{weight:.17g}\n" for weight in weights)
