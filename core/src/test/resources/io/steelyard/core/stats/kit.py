"""Writes kit.csv, the cases that KitFixtureTest checks: python kit.py > kit.csv

Needs scipy 1.17.0, statsmodels 0.15.0, mpmath. One case a line: kind;inputs;expected, lists with spaces.
"""

import math
import random

import numpy as np
from mpmath import mp, mpf
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

mp.dps = 50
rng = random.Random(20260101)


def line(kind, inputs, expected):
    print(kind, " ".join(map(repr, inputs)), " ".join(repr(float(e)) for e in expected), sep=";")


def share():
    n = int(10 ** rng.uniform(0.5, 6))
    return rng.randint(0, n), n


for method, name in (("wilson", "WILSON"), ("beta", "CLOPPER_PEARSON"),
                     ("jeffreys", "JEFFREYS"), ("agresti_coull", "AGRESTI_COULL")):
    for _ in range(100):
        x, n = share()
        if method == "jeffreys":
            n += 2
            x = min(max(x, 1), n - 1)
        level = rng.choice([0.8, 0.9, 0.95, 0.99, 0.999])
        line(name, [x, n, level], proportion_confint(x, n, alpha=1 - level, method=method))

for _ in range(100):
    (x1, n1), (x2, n2) = share(), share()
    line("NEWCOMBE", [x1, n1, x2, n2, 0.95],
         confint_proportions_2indep(x1, n1, x2, n2, compare="diff", method="newcomb"))
    if 0 < x1 + x2 < n1 + n2:
        line("Z", [x1, n1, x2, n2], proportions_ztest([x1, x2], [n1, n2]))

for _ in range(100):
    n1, n2 = rng.randint(2, 300), rng.randint(2, 300)
    x1, x2 = rng.randint(0, n1), rng.randint(0, n2)
    table = [[x1, n1 - x1], [x2, n2 - x2]]
    line("FISHER", [x1, n1, x2, n2],
         [stats.fisher_exact(table, a).pvalue for a in ("two-sided", "greater", "less")])

for _ in range(50):
    b, c = rng.randint(0, 60), rng.randint(0, 60)
    if b + c:
        line("MCNEMAR", [b, c, b + c + 40], [mcnemar([[20, b], [c, 20]], exact=True).pvalue])

for method, name in (("holm", "HOLM"), ("fdr_bh", "BENJAMINI_HOCHBERG"),
                     ("fdr_by", "BENJAMINI_YEKUTIELI")):
    for _ in range(50):
        p = [rng.random() ** 3 for _ in range(rng.randint(1, 30))]
        line(name, p, multipletests(p, method=method)[1])

for _ in range(150):
    k = rng.randint(2, 30)
    power = rng.choice([1, 4, 12])
    p = np.array([rng.random() ** power for _ in range(k)])
    q = np.array([rng.random() ** power for _ in range(k)])
    p, q = p / p.sum(), q / q.sum()
    a = rng.choice([0.25, 0.5, 2.0, 3.0])
    pairs = [(mpf(float(x)), mpf(float(y))) for x, y in zip(p, q)]
    kl = mp.fsum(x * mp.log(x / y) for x, y in pairs)
    back = mp.fsum(y * mp.log(y / x) for x, y in pairs)
    js = mp.fsum(x * mp.log(2 * x / (x + y)) + y * mp.log(2 * y / (x + y)) for x, y in pairs) / 2
    tv = mp.fsum(abs(x - y) for x, y in pairs) / 2
    h = mp.sqrt(mp.fsum((mp.sqrt(x) - mp.sqrt(y)) ** 2 for x, y in pairs) / 2)
    chi = mp.fsum((x - y) ** 2 / y for x, y in pairs)
    renyi = mp.log(mp.fsum(x**a * y ** (1 - a) for x, y in pairs)) / (a - 1)
    line("DIVERGENCE", [a, *map(float, p), *map(float, q)], [kl, back, js, tv, h, chi, renyi])

for _ in range(50):
    x = [rng.gauss(3, 2) for _ in range(rng.randint(2, 60))]
    line("MOMENTS", x, [math.fsum(x), np.mean(x), np.var(x, ddof=1)])
