# The demo's vocabularies in Hugging Face tokenizers: ids, decoded text and offsets of all documents read, random bytes, hard Unicode, adversarial strings.
# bench/run demo-exact [RUN] [STRINGS]: a finished run of the demo (runs/europarl) and how many adversarial strings (100000).
set -euo pipefail
run=${1:-runs/europarl}
strings=${2:-100000}
corpus=$(ls -d "$run"/*-corpus.read-* | head -n 1)
. bench/classpath.sh
expected=$(mktemp)
trap 'rm -f "$expected"' EXIT
"$STEELYARD_PEERS/bin/python" -c 'import tokenizers; print("peer: tokenizers", tokenizers.__version__)'
status=0
for tokenizer in "$run"/*-vocab.bpe-*/tokenizer*.json; do
  "$STEELYARD_PEERS/bin/python" bench/peers/check_encode.py hf "$tokenizer" "$corpus" "$strings" "$expected"
  java -Xmx2g -cp "$classpath" io.steelyard.bench.EncodeCheck "$tokenizer" "$expected" "$(basename "$tokenizer")" || status=1
done
exit $status
