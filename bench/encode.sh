# Encoding beside tokenizers, tiktoken and jtokkit: same text, same vocabulary, equal token totals, alternating runs.
# bench/run encode [RUNS] [PATTERNS] [TEXTS] [THREADS]: runs of each (3), vocabularies ("r50k cl100k o200k"), texts ("docs europarl"), threads (1).
set -euo pipefail
runs=${1:-3}
patterns=${2:-r50k cl100k o200k}
texts=${3:-docs europarl}
threads=${4:-1}
data="$STEELYARD_DATA/encode"
mkdir -p "$data"
source bench/encode-inputs.sh
"$STEELYARD_PEERS/bin/python" -c 'import tokenizers, tiktoken; print("peers: tokenizers", tokenizers.__version__, "tiktoken", tiktoken.__version__, "jtokkit 1.1.0")'
exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9

ours() { java -Xmx1g -XX:+UseSerialGC -cp "$classpath" io.steelyard.bench.EncodeSpeed "$@"; }
peer() { "$STEELYARD_PEERS/bin/python" bench/peers/encode_speed.py "$@"; }
run() {
  case $1 in
    steelyard) ours steelyard "$2" "$3" 3 5 "$threads" ;;
    jtokkit) ours jtokkit "$2" "$3" 3 3 "$threads" ;;
    tokenizers) peer tokenizers "$2" "$3" 0 1 "$threads" ;;
    tiktoken) peer tiktoken "$2" "$3" 1 3 "$threads" ;;
  esac
}
value() { awk -v key="$2" '{for (i = 1; i < NF; i++) if ($i == key) print $(i + 1)}' <<<"$1"; }
median() { tr ' ' '\n' | grep . | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

compare() {
  local mine other
  mine=$(median <<<"$2")
  other=$(median <<<"$4")
  echo "$1: steelyard $mine, $3 $other; ratio $(awk -v a="$mine" -v b="$other" 'BEGIN {printf "%.2f", a / b}')"
}

for pattern in $patterns; do
  tokenizer="$pattern=$data/$pattern.tiktoken"
  java -cp "$classpath" io.steelyard.bench.WriteTokenizer "$tokenizer" "$data/$pattern.json"
  for text in $texts; do
    file="${!text}"
    declare -A speed=() used=()
    total=""
    for i in $(seq "$runs"); do
      for who in steelyard tokenizers tiktoken jtokkit; do
        line=$(run $who "$tokenizer" "$file")
        echo "$pattern $text $threads threads run $i $who: $line"
        speed[$who]+=" $(value "$line" mb_per_s)"
        used[$who]+=" $(value "$line" mb_per_cpu_s)"
        tokens=$(value "$line" tokens)
        # jtokkit splits letters newer than the JDK's tables otherwise; its total may differ.
        if [ "$who" != jtokkit ] && [ -n "$total" ] && [ "$tokens" != "$total" ]; then
          echo "$pattern $text: TOKENS DIFFER: $total and $tokens"
          exit 1
        fi
        [ "$who" = jtokkit ] || total=$tokens
      done
    done
    for who in tokenizers tiktoken jtokkit; do
      compare "$pattern $text $threads threads median MB/s" "${speed[steelyard]}" "$who" "${speed[$who]}"
      [ "$threads" = 1 ] || compare "$pattern $text $threads threads median MB per processor second" "${used[steelyard]}" "$who" "${used[$who]}"
    done
  done
done
