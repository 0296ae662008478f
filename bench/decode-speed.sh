# decode-speed [RUNS] [STEPS] [THREADS] [ROWS]: greedy decoding of SmolLM2-135M in float32 beside
# transformers eager, on the same weights.
. bench/peers/torch.inc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/none"
$torch_java io.steelyard.bench.ModelLogits "$(smollm2)" "$work/none" "$work" 0 1
for rows in ${4:-1 16}; do
  for run in $(seq "${1:-3}"); do
    $torch_java io.steelyard.bench.DecodeSpeed "$(smollm2)" "$rows" "${2:-64}" "${3:-2}"
    "$torch_peers/bin/python" bench/peers/decode_speed.py "$work/model" "$rows" "${2:-64}" "${3:-2}" 2>/dev/null
  done | tee "$work/lines" | cut -c1-100
  python3 - "$work/lines" "$rows" <<'END'
import statistics, sys
speeds, ids = {}, {}
for line in open(sys.argv[1]):
    speeds.setdefault(line.split()[0], []).append(float(line.split()[1]))
    ids[line.split()[0]] = line.split("ids")[1].split()
same = next((i for i, (a, b) in enumerate(zip(*ids.values())) if a != b), len(ids["steelyard"]))
ours, theirs = (statistics.median(speeds[n]) for n in ("steelyard", "transformers"))
print(f"rows {sys.argv[2]}: steelyard {ours:.1f}, transformers {theirs:.1f} tokens/s; ratio {ours / theirs:.2f} (bar 1.3); same tokens for {same} steps")
END
done
