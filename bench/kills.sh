#!/usr/bin/env bash
# Kills the demo's recipe at random moments (kill -9), starts it again, and compares all artifact
# digests with those of an undisturbed run, on 1, 2 and 4 threads. bench/run kills [KILLS [SEED]]
set -euo pipefail
kills=${1:-20}
RANDOM=${2:-7}
./steelyard doctor >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
digests() {
  for f in "$1"/europarl/*/steelyard.json; do
    python3 -c 'import json,sys; i=json.load(open(sys.argv[1]))["identity"]; print(i["step"], i["digest"])' "$f"
  done | sort
}
once() { ./steelyard run examples/europarl.yaml --quiet --out "$1" --threads "$2" >/dev/null; }

start=$(date +%s)
once "$work/whole" 2
length=$(($(date +%s) - start))
digests "$work/whole" >"$work/expected"
for threads in 1 4; do
  once "$work/t$threads" "$threads"
  digests "$work/t$threads" | diff "$work/expected" - && echo "$threads threads: equal digests"
  rm -rf "$work/t$threads"
done

done=0
round=0
while [ "$done" -lt "$kills" ]; do
  round=$((round + 1))
  out="$work/k$round"
  while [ "$done" -lt "$kills" ]; do
    threads=$((1 + RANDOM % 4))
    setsid ./steelyard run examples/europarl.yaml --quiet --out "$out" --threads "$threads" >/dev/null 2>&1 &
    pid=$!
    wait=$((RANDOM % (1000 * length / 3 + 1) + 300))
    sleep "$(printf '%d.%03d' $((wait / 1000)) $((wait % 1000)))"
    if kill -9 -- "-$pid" 2>/dev/null; then
      done=$((done + 1))
      step=$(ls "$out/europarl" 2>/dev/null | tail -n 1)
      echo "kill $done after $wait ms on $threads threads, in ${step:-nothing yet}"
      wait "$pid" 2>/dev/null || true
    else
      wait "$pid" || true
      break
    fi
  done
  once "$out" 2
  digests "$out" | diff "$work/expected" - && echo "after $done kills: equal digests"
  rm -rf "$out"
done
