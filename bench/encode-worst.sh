# Encoding text that no pattern cuts (1 and 2 MB of one letter, of spaces, of one emoji ...) beside tokenizers, tiktoken and jtokkit: seconds by the clock.
# bench/run encode-worst [PATTERNS] [SIDES]: vocabularies ("r50k cl100k o200k"; or a tokenizer.json, which steelyard and tokenizers read),
# sides ("steelyard tokenizers tiktoken jtokkit").
set -euo pipefail
patterns=${1:-r50k cl100k o200k}
sides=${2:-steelyard tokenizers tiktoken jtokkit}
data="$STEELYARD_DATA/encode"
mkdir -p "$data"
source bench/encode-inputs.sh
exec 9>"${TMPDIR:-/tmp}/steelyard-bench.lock"
flock 9
mapfile -t files < <("$STEELYARD_PEERS/bin/python" bench/peers/encode_worst.py write "$data/worst")
for pattern in $patterns; do
  if [[ "$pattern" == *.json ]]; then
    tokenizer=$pattern
    readers="steelyard tokenizers"
  else
    tokenizer="$pattern=$data/$pattern.tiktoken"
    readers="steelyard tokenizers tiktoken jtokkit"
    [ -f "$data/$pattern.json" ] || java -cp "$classpath" io.steelyard.bench.WriteTokenizer "$tokenizer" "$data/$pattern.json"
  fi
  for who in $sides; do
    [[ " $readers " == *" $who "* ]] || continue
    case $who in
      steelyard | jtokkit) java -Xmx1g -XX:+UseSerialGC -cp "$classpath" io.steelyard.bench.EncodeWorst "$who" "$tokenizer" "${files[@]}" ;;
      *) "$STEELYARD_PEERS/bin/python" bench/peers/encode_worst.py "$who" "$tokenizer" "${files[@]}" ;;
    esac | sed "s#^#$(basename "$pattern") #"
  done
done
