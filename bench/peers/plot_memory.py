"""Draws what bench/run memory printed: python3 bench/peers/plot_memory.py < LOG > docs/images/memory.svg"""
import math
import re
import sys

sizes, peaks = [], []
for line in sys.stdin:
    if m := re.match(r"== (\d+) MB", line):
        sizes.append(int(m[1]))
        peaks.append([])
    elif m := re.match(r"(\S+) +([\d.]+) s  peak so far +(\d+) MB", line):
        peaks[-1].append((m[1], int(m[3])))

W, H, L, B, T = 640, 300, 60, 40, 20
top = 2200


def x(size):
    return L + (math.log(size) - math.log(200)) / (math.log(6000) - math.log(200)) * (W - L - 150)


def y(mb):
    return H - B - mb / top * (H - B - T)


out = [
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" font-family="sans-serif" font-size="12" role="img">',
    "<title>Peak resident memory against corpus size</title>",
    f'<rect width="{W}" height="{H}" fill="#fff"/>',
]
for mb in range(0, 2001, 500):
    out.append(f'<path d="M{L} {y(mb):.1f}H{W - 150}" stroke="{"#b33" if mb == 2000 else "#ddd"}"/>')
    out.append(f'<text x="{L - 6}" y="{y(mb) + 4:.1f}" text-anchor="end">{mb}</text>')
out.append(f'<text x="{W - 146}" y="{y(2000) + 4:.1f}" fill="#b33">bar</text>')
for size in sizes:
    out.append(f'<text x="{x(size):.1f}" y="{H - B + 18}" text-anchor="middle">{size:,} MB</text>')
out.append(f'<text x="4" y="12">peak resident memory, MB (-Xmx1g)</text>')
wanted = ["corpus.read", "corpus.clean", "vocab.bpe", "vocab.tokens"]
colours = ["#4477aa", "#228833", "#ccbb44", "#aa3377"]
for name, colour in zip(wanted, colours):
    points = [(x(s), y(max(v for n, v in p if n == name))) for s, p in zip(sizes, peaks) if any(n == name for n, _ in p)]
    out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>')
    out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
    out.append(f'<text x="{points[-1][0] + 8:.1f}" y="{points[-1][1] + 4:.1f}" fill="{colour}">after {name}</text>')
out.append("</svg>")
print("\n".join(out))
