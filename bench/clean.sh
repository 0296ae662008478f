#!/usr/bin/env bash
# bench/run clean [RUNS]: the cleaning rules (Gopher repetition and quality, C4) beside datatrove, two workers each, on English
# manual pages and the documentation of OpenJDK 17 (documents of up to 10,000 characters). First the verdicts on every document: with white-space words on both sides, and
# with datatrove's own words and sentences given to ours. Then alternating timed runs (RUNS, default 3), reading not timed.
set -euo pipefail
runs=${1:-3}
python="$STEELYARD_PEERS/bin/python"
data="$STEELYARD_DATA/clean"
mkdir -p "$data"
bash bench/fetch/debian.sh
classpath=$(bash bench/fetch/classpath.sh)
java() { command java -Xmx2g -cp "$classpath" io.steelyard.bench.Clean "$@"; }
docs="$data/docs.jsonl"
echo "datatrove $("$python" -c 'from importlib.metadata import version as v; print(v("datatrove"), "spacy", v("spacy"))')"
java docs "$STEELYARD_DATA/deb-root" "$docs"
echo "$(wc -l <"$docs") documents, $(wc -c <"$docs") bytes of JSON Lines, SHA-256 $(sha256sum <"$docs" | cut -c1-16)"
awk 'NR % 4 == 1' "$docs" >"$data/timed.jsonl"

[ -f "$data/theirs-whitespace" ] || "$python" bench/peers/clean.py verdict "$docs" whitespace "$data/theirs-whitespace"
[ -f "$data/theirs-own" ] || "$python" bench/peers/clean.py verdict "$data/timed.jsonl" own "$data/theirs-own"
[ -f "$data/spans" ] || "$python" bench/peers/clean.py spans "$data/timed.jsonl" "$data/spans"
java verdict "$docs" whitespace "$data/ours-whitespace"
java verdict "$data/timed.jsonl" given "$data/ours-given" "$data/spans"
echo "white-space words on both sides:"
java compare "$data/ours-whitespace" "$data/theirs-whitespace"
echo "datatrove's words and sentences on both sides, every fourth document:"
java compare "$data/ours-given" "$data/theirs-own"

exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9
echo "timed: every fourth document; columns: documents kept seconds documents/s MB/s processor-seconds"
: >"$data/times"
for run in $(seq "$runs"); do
  for pair in unicode:own whitespace:whitespace; do
    ours=$(java speed "$data/timed.jsonl" "${pair%:*}" 2)
    cold=$(java speed "$data/timed.jsonl" "${pair%:*}" 2 cold)
    theirs=$("$python" bench/peers/clean.py speed "$data/timed.jsonl" "${pair#*:}" 2)
    echo "run $run steelyard ${pair%:*}: $ours; first pass of a fresh process: $cold"
    echo "run $run datatrove ${pair#*:}: $theirs"
    echo "$pair $ours $cold $theirs" >>"$data/times"
  done
done
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
for pair in unicode:own whitespace:whitespace; do
  rows=$(grep "^$pair " "$data/times")
  warm=$(echo "$rows" | awk '{printf "%.1f\n", $5/$17}' | median)
  cold=$(echo "$rows" | awk '{printf "%.1f\n", $11/$17}' | median)
  cpu=$(echo "$rows" | awk '{printf "%.1f\n", $19/$7}' | median)
  echo "median ratio of documents/s, $pair: $warm times ($cold on the first pass of a fresh process); of processor time: $cpu times"
done
