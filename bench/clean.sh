#!/usr/bin/env bash
# bench/run clean [RUNS]: the cleaning rules (Gopher repetition and quality, C4) beside datatrove, two workers each, on English
# manual pages and the documentation of OpenJDK 17. First the verdicts on every document: with white-space words on both sides, and
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

[ -f "$data/theirs-whitespace" ] || "$python" bench/peers/clean.py verdict "$docs" whitespace "$data/theirs-whitespace"
[ -f "$data/theirs-own" ] || "$python" bench/peers/clean.py verdict "$docs" own "$data/theirs-own"
[ -f "$data/spans" ] || "$python" bench/peers/clean.py spans "$docs" "$data/spans"
java verdict "$docs" whitespace "$data/ours-whitespace"
java verdict "$docs" given "$data/ours-given" "$data/spans"
echo "white-space words on both sides:"
java compare "$data/ours-whitespace" "$data/theirs-whitespace"
echo "datatrove's words and sentences on both sides:"
java compare "$data/ours-given" "$data/theirs-own"

exec 9>/tmp/bench.lock
flock 9
echo "columns: documents kept seconds documents/s MB/s"
: >"$data/times"
for run in $(seq "$runs"); do
  for pair in unicode:own whitespace:whitespace; do
    ours=$(java speed "$docs" "${pair%:*}" 2)
    cold=$(java speed "$docs" "${pair%:*}" 2 cold)
    theirs=$("$python" bench/peers/clean.py speed "$docs" "${pair#*:}" 2)
    echo "run $run steelyard ${pair%:*}: $ours; first pass of a fresh process: $cold"
    echo "run $run datatrove ${pair#*:}: $theirs"
    echo "$pair $(echo "$ours" | cut -d' ' -f4) $(echo "$cold" | cut -d' ' -f4) $(echo "$theirs" | cut -d' ' -f4)" >>"$data/times"
  done
done
for pair in unicode:own whitespace:whitespace; do
  grep "^$pair " "$data/times" | awk -v pair="$pair" '{r[NR]=$2/$4; c[NR]=$3/$4} END {n=asort(r); asort(c); m=int((n+1)/2);
    printf "median ratio %s: %.1f times (first pass of a fresh process %.1f times)\n", pair, r[m], c[m]}' || true
done
