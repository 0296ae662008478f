# encoder-exact: vectors of the Declaration in 21 languages beside onnxruntime and tokenizers in Python,
# for MiniLM and multilingual-e5-small (bench/fetch/e5.sh, steelyard fetch minilm).
. bench/peers/torch.inc
data=${STEELYARD_DATA:-$HOME/.cache/steelyard/data}
peers=${STEELYARD_ENCODER_PEERS:-$HOME/.cache/steelyard/peers-encoders}
minilm=$HOME/.cache/steelyard/models/minilm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in bul ces dan deu_1996 ell_monotonic eng spa est fin fra hun ita lit lav nld pol por_PT ron_2006 slk slv swe; do
  sed -e 's/<[^>]*>//g' -e 's/^[[:space:]]*//' "$data/declaration/$file.html" | grep -E '.{20,}' | head -n 12
done >"$work/texts"
for run in "$minilm||256" "$data/models/multilingual-e5-small|query: |512"; do
  IFS='|' read -r folder prefix most <<<"$run"
  echo "$folder"
  $torch_java io.steelyard.bench.EncodeVectors "$folder" "$prefix" "$work/texts" "$work/vectors"
  "$peers/bin/python" bench/peers/encode_vectors.py "$folder" "$prefix" "$most" "$work/texts" "$work/vectors"
done
