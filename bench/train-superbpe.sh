# SuperBPE beside our own BPE of the same size on the same text, alternating runs; then what Hugging Face tokenizers makes of the file.
# bench/run train-superbpe [MB] [SIZE] [TRANSITION] [RUNS] [STRINGS]: megabytes of text (200; made by bench/run train-bpe), vocabulary (32000),
# transition point (24000), runs of each (3), adversarial strings of the comparison of ids (20000; 0: leave it out).
set -euo pipefail
megabytes=${1:-200}
size=${2:-32000}
transition=${3:-24000}
runs=${4:-3}
strings=${5:-20000}
threads=2
data="$STEELYARD_DATA/train-bpe"
text="$data/text-$megabytes.txt"
[ -f "$text" ] || { echo "no $text: run bench/run train-bpe $megabytes first" >&2; exit 2; }
. bench/classpath.sh

echo "text: $(wc -c <"$text") bytes, $(wc -l <"$text") lines, vocabulary $size, transition $transition, $threads threads"
exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9
: >"$data/bpe"; : >"$data/superbpe"
train() { java -Xmx${JAVA_HEAP:-3g} -cp "$classpath" io.steelyard.bench.TrainSuperBpe "$text" "$size" "$2" "$threads" "$data/$1.json" >>"$data/$1"; }
for run in $(seq "$runs"); do
  train bpe 0
  echo "run $run BPE: $(tail -n 1 "$data/bpe")"
  train superbpe "$transition"
  echo "run $run SuperBPE: $(tail -n 1 "$data/superbpe")"
done
flock -u 9
median() { awk -v key="$2" '{for (i = 1; i < NF; i++) if ($i == key) print $(i + 1)}' "$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
echo "median seconds: BPE $(median "$data/bpe" seconds), SuperBPE $(median "$data/superbpe" seconds);" \
  "ratio $(awk -v a="$(median "$data/superbpe" seconds)" -v b="$(median "$data/bpe" seconds)" 'BEGIN {printf "%.2f", a / b}')"
echo "median peak MB: BPE $(median "$data/bpe" peak_mb), SuperBPE $(median "$data/superbpe" peak_mb)"
[ "$strings" = 0 ] && exit 0
expected=$(mktemp)
trap 'rm -f "$expected"' EXIT
"$STEELYARD_PEERS/bin/python" -c 'import tokenizers; print("peer: tokenizers", tokenizers.__version__)'
"$STEELYARD_PEERS/bin/python" bench/peers/check_encode.py hf "$data/superbpe.json" "$data/europarl.lines.txt" "$strings" "$expected"
java -Xmx2g -cp "$classpath" io.steelyard.bench.EncodeCheck "$data/superbpe.json" "$expected" superbpe
