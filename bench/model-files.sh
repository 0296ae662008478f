# Model files read here and by the libraries of their formats: every tensor's float32 numbers and every token id must be the same.
# bench/run model-files: SmolLM2-135M-Instruct (GGUF, fetched with steelyard's own fetch), random blocks of every quantised type,
# a safetensors file of every plain type, and a folder that is written here and opened with transformers.
set -euo pipefail
data="$STEELYARD_DATA/model-files"
peers="$STEELYARD_PEERS-torch"
mkdir -p "$data"
if [ ! -x "$peers/bin/python" ]; then
  python3 -m venv "$peers"
  "$peers/bin/python" -m pip install --quiet --requirement bench/peers/requirements-formats.txt
fi
python="$peers/bin/python"
. bench/classpath.sh
ours() { java -cp "$classpath" io.steelyard.bench.ModelFiles "$@"; }
theirs() { "$python" bench/peers/model_files.py "$@"; }
same() { # NAME OURS THEIRS
  if cmp -s "$2" "$3"; then echo "$1: $(wc -l <"$2") lines, all the same"; else
    echo "$1: DIFFERENT"
    diff "$2" "$3" | head -n 6
    exit 1
  fi
}
model=$(./steelyard fetch smollm2-135m 2>/dev/null)
ours tensors "$model" >"$data/ours"
theirs tensors "$model" >"$data/theirs"
same "SmolLM2-135M-Instruct.Q4_1.gguf, tensors" "$data/ours" "$data/theirs"

theirs make-gguf "$data/random.gguf"
ours tensors "$data/random.gguf" >"$data/ours"
theirs tensors "$data/random.gguf" >"$data/theirs"
same "random blocks of every type" "$data/ours" "$data/theirs"

theirs make-safetensors "$data/types.safetensors"
ours tensors "$data/types.safetensors" >"$data/ours"
theirs tensors "$data/types.safetensors" >"$data/theirs"
same "safetensors of every type" "$data/ours" "$data/theirs"

"$python" - "$data/lines.txt" <<'PYTHON'
import random, sys
random.seed(7)
ranges = [(32, 127), (32, 127), (0xA0, 0x2000), (0x2010, 0x3100), (0x4E00, 0x9FFF), (0x1F300, 0x1FA00), (48, 58), (32, 33)]
with open(sys.argv[1], "w", encoding="utf-8") as f:
    f.write("Hello world\nI'll we've 12345 3.14\n  two  spaces \n")
    for _ in range(2000):
        text = "".join(chr(random.randrange(*random.choice(ranges))) for _ in range(random.randrange(1, 60)))
        f.write("".join(c for c in text if c.isprintable() or c == " ") + "x\n")
PYTHON
rm -rf "$data/folder"
ours write "$model" "$data/folder" F32
ours tensors "$model" >"$data/ours"
theirs folder "$data/folder" >"$data/theirs"
same "our folder in transformers, tensors" "$data/ours" "$data/theirs"
ours ids "$data/folder" "$data/lines.txt" >"$data/ours"
theirs ids "$data/folder" "$data/lines.txt" >"$data/theirs"
same "our folder in transformers, ids of texts and chats" "$data/ours" "$data/theirs"
ours ids "$model" "$data/lines.txt" >"$data/theirs"
same "our folder and the GGUF file, ids of texts and chats" "$data/ours" "$data/theirs"
for run in 1 2 3; do
  ours load "$model"
  ours load "$data/folder"
done
