# DSIR beside PyPI's data-selection, published settings, one process each, alternating runs; log importance weights compared.
# bench/run dsir [RUNS] [COPIES]: runs of each (3); how many times 1,860 documents of 4,000 characters are taken, each with a number of its own (3).
set -euo pipefail
runs=${1:-3}
copies=${2:-3}
. bench/select-peers.sh
base=$(data_of 4000 40 1000)
data="$STEELYARD_DATA/select/dsir-$copies"
mkdir -p "$data"
python3 - "$base" "$data" "$copies" <<'PY'
import json, sys
base, data, copies = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(f"{data}/pool.jsonl", "w", encoding="utf-8") as out:
    for copy in range(copies):
        for line in open(f"{base}/pool.jsonl", encoding="utf-8"):
            record = json.loads(line)
            record["text"] += f" copy{copy}"
            out.write(json.dumps(record) + "\n")
PY
cp "$base/target.jsonl" "$data/target.jsonl"
echo "peer: data-selection $("$python" -c 'from importlib.metadata import version; print(version("data-selection"))')"
echo "pool: $(wc -l <"$data/pool.jsonl") documents, $(wc -c <"$data/pool.jsonl") bytes of JSON Lines; load $(cut -d' ' -f1 /proc/loadavg)"
: >"$data/ours.times"
: >"$data/theirs.times"
for run in $(seq "$runs"); do
  ours dsir "$data/pool.jsonl" "$data/target.jsonl" "$data/ours" | tee -a "$data/ours.times" | sed "s/^/run $run steelyard: /"
  "$python" bench/peers/dsir_weights.py "$data/pool.jsonl" "$data/target.jsonl" "$data/theirs" 2>/dev/null | grep seconds | tee -a "$data/theirs.times" | sed "s/^/run $run data-selection: /"
done
ours compare "$data/ours" "$data/theirs"
a=$(awk '{print $4}' "$data/ours.times" | median)
b=$(awk '{print $4}' "$data/theirs.times" | median)
echo "median processor seconds: steelyard $a, data-selection $b; ratio $(ratio "$b" "$a")"
