# What 21 languages pay for the Declaration of Human Rights in tokens, under the demo's balanced and natural vocabularies.
# bench/run premiums [RUN]: a finished run of the demo (runs/europarl); the Declaration is in no training text.
set -euo pipefail
run=${1:-runs/europarl}
bench/fetch/declaration.sh
aligned="$STEELYARD_DATA/declaration.tsv"
python3 bench/peers/declaration.py "$STEELYARD_DATA/declaration" "$aligned"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
./steelyard vocab.measure --in "$run" --aligned "$aligned" --reference en --out "$out/measure" --quiet
python3 - "$out/measure" <<'PYTHON'
import json
import sys

def rows(name):
    with open(f"{sys.argv[1]}/{name}.jsonl", encoding="utf-8") as f:
        return [json.loads(line) for line in f]

premiums = {}
for row in rows("premiums"):
    premiums.setdefault(row["language"], {})[row["vocabulary"]] = row
names = list(next(iter(premiums.values())))
print("| language | bytes | " + " | ".join(f"{name} [95%]" for name in names) + " |")
print("|---|---:|" + "---|" * len(names))
for language, by in sorted(premiums.items(), key=lambda item: -item[1][names[0]]["premium"]):
    cells = [f"{by[n]['premium']:.3f} [{by[n]['premium-lo']:.3f}, {by[n]['premium-hi']:.3f}]" for n in names]
    print(f"| {language} | {by[names[0]]['byte-premium']:.3f} | " + " | ".join(cells) + " |")
print()
for row in rows("premium-spread"):
    what = row["vocabulary"] + (f" / {row['against']}" if row.get("against") else "")
    print(f"dearest over cheapest, {what}: {row['spread']:.3f} [{row['spread-lo']:.3f}, {row['spread-hi']:.3f}] over {row['lines']} lines")
PYTHON
