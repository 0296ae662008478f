#!/usr/bin/env bash
# bench/run clean-languages: what the rules do to translated manual pages with the language's own and with the English stop words,
# and how fast words are cut (processor time of one thread, fourth pass).
set -euo pipefail
bash bench/fetch/debian.sh
classpath=$(bash bench/fetch/classpath.sh)
java -Xmx2g -cp "$classpath" io.steelyard.bench.CleanLanguages "$STEELYARD_DATA/deb-root"
