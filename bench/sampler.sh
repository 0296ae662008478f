# Draws of the sampler beside MosaicML streaming's epoch planning and a naive loop, on one core and the same eight domains (K = 8).
# bench/run sampler [SAMPLES] [ROUNDS]. Processor time of the drawing thread, so that other work on the machine does not enter.
set -euo pipefail
samples=${1:-5000000}
rounds=${2:-3}
# MosaicML streaming wants older NumPy than the other peers, so it has an environment of its own.
streaming=${STEELYARD_PEERS_STREAMING:-$STEELYARD_PEERS-streaming}
mvn -q compile -pl bench -am -Dspotless.check.skip
classpath=core/target/classes:mix/target/classes:bench/target/classes
# Streaming plans nodes and ranks from these; one process is one rank.
export WORLD_SIZE=1 LOCAL_WORLD_SIZE=1 RANK=0 LOCAL_RANK=0
one_core="taskset -c 0"
results=$(mktemp)
trap 'rm -f "$results"' EXIT
have_streaming=no
if "$streaming/bin/python" -c 'import streaming' 2>/dev/null; then
  have_streaming=yes
  "$streaming/bin/python" -c 'import streaming, numpy; print("peer: mosaicml-streaming", streaming.__version__, "numpy", numpy.__version__)'
else
  echo "mosaicml-streaming: NOT RUN (python3 -m venv $streaming && $streaming/bin/pip install -r bench/peers/requirements-streaming.txt)"
fi
for round in $(seq "$rounds"); do
  echo "round $round, $samples samples, load $(cut -d' ' -f1 /proc/loadavg)"
  {
    for mode in exact exact-tight iid stratified-batch per-stream-batch; do
      $one_core java -XX:+UseSerialGC -Xmx512m -cp $classpath io.steelyard.bench.SampleDraws $mode documents "$samples"
    done
    $one_core java -XX:+UseSerialGC -Xmx512m -cp $classpath io.steelyard.bench.SampleDraws exact tokens "$samples"
    if [ $have_streaming = yes ]; then
      for method in random stratified per_stream; do
        $one_core "$streaming/bin/python" bench/peers/sampler.py streaming "$samples" $method
      done
    fi
    $one_core python3 bench/peers/sampler.py naive $((samples / 5))
  } | tee -a "$results"
done
python3 - "$results" "$samples" <<'PY'
import re, statistics, sys
rates, counts = {}, {}
for line in open(sys.argv[1]):
    if line.startswith("steelyard"):
        _, mode, unit = line.split()[:3]
        name, key = f"steelyard {mode} {unit}", r"first [\d.]+ s +([\d.]+) M/s"
        warm = float(re.search(r"warm [\d.]+ s +([\d.]+)", line)[1])
        rates.setdefault(name + " (warm)", []).append(warm)
    else:
        name, key = line.split(" ", 1)[0] + " " + line.split(" ", 2)[1] if line.startswith("streaming") else "naive loop", r"([\d.]+) M/s"
    rates.setdefault(name, []).append(float(re.search(key, line)[1]))
    counts[name] = [int(c) for c in line.rsplit("counts ", 1)[1].split(",")]
roots = [n ** .5 for n in (4000000, 1500000, 700000, 300000, 120000, 60000, 25000, 10000)]
print("\nmedian million samples per second of processor time; largest distance from the asked count of a domain")
for name, values in rates.items():
    got = counts.get(name)
    far = max(abs(g - sum(got) * r / sum(roots)) for g, r in zip(got, roots)) if got else None
    print(f"  {name:44} {statistics.median(values):8.2f}" + (f"  {far:12.1f}" if got else ""))
ours = statistics.median(rates["steelyard exact documents"])
for name, values in rates.items():
    if not name.startswith("steelyard"):
        print(f"exact (first run in a fresh process) / {name}: {ours / statistics.median(values):.2f}")
PY
