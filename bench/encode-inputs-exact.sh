# Model inputs beside Hugging Face tokenizers: pairs, type ids, masks, truncation with windows, padding, and the byte-level normaliser.
# bench/run encode-inputs-exact; uses the tokenizers that encode-exact fetched.
set -euo pipefail
data="$STEELYARD_DATA/encode"
. bench/classpath.sh
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
files=()
for name in bge-small llama2 qwen3 oromo-bpe mon; do
  [ -s "$data/$name/tokenizer.json" ] && files+=("$data/$name/tokenizer.json") || echo "$name: NOT RUN (its package could not be fetched)"
done
"$STEELYARD_PEERS/bin/python" bench/peers/check_inputs.py "$data/europarl.lines.txt" "$out" "${files[@]}"
java -Xmx3g -cp "$classpath" io.steelyard.bench.InputCheck "$out"
