# llama-cpp [RUNS] [STEPS] [THREADS]: greedy decoding of SmolLM2-135M, one text, beside llama.cpp (through its Java binding) in float32 and Q4_1.
. bench/peers/torch.inc
"$torch_peers/bin/pip" install -q gguf==0.19.0
binding=$HOME/.m2/repository/de/kherud/llama/4.2.0/llama-4.2.0.jar
[ -f "$binding" ] || mvn -q dependency:get -Dartifact=de.kherud:llama:4.2.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$torch_peers/bin/python" bench/peers/gguf_float32.py "$(smollm2)" "$work/f32.gguf"
for run in $(seq "${1:-3}"); do
  $torch_java io.steelyard.bench.DecodeSpeed "$(smollm2)" 1 "${2:-64}" "${3:-2}" | cut -d' ' -f1-3 | sed 's/$/ float32/'
  for file in "$work/f32.gguf" "$(smollm2)"; do
    java -cp "$binding" bench/peers/LlamaCpp.java "$file" "${2:-64}" "${3:-2}" 2>/dev/null | grep '^llama.cpp' |
      sed "s/\$/ $([ "$file" = "$work/f32.gguf" ] && echo float32 || echo Q4_1)/"
  done
done
