# Sourced by benchmarks: compiles what they run and sets $classpath to it and all that it needs at run time.
classpath_file=$(mktemp)
mvn -q package dependency:build-classpath -pl bench -am -Dmaven.test.skip=true -Dspotless.check.skip -Djacoco.skip \
  -Dmdep.includeScope=runtime -Dmdep.outputFile="$classpath_file"
classpath="bench/target/classes:$(cat "$classpath_file")"
rm -f "$classpath_file"
