#!/usr/bin/env bash
# Compiles the rooms up to bench and prints the class path that runs its main classes.
set -euo pipefail
mvn -q compile dependency:build-classpath -pl core,corpus,mix,vocab,bench -Dspotless.check.skip \
  -Dmdep.outputFile="$PWD/bench/target/classpath" -Dmdep.includeScope=runtime >&2
echo "bench/target/classes:$(cat bench/target/classpath)"
