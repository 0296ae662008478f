# train-model [RUNS] [STEPS] [THREADS]: training a small Llama beside PyTorch eager, from the same
# first weights on the same batches; the losses of the two must agree.
. bench/peers/torch.inc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for run in $(seq "${1:-3}"); do
  $torch_java io.steelyard.bench.TrainSpeed "$work" "${2:-12}" "${3:-2}"
  "$torch_peers/bin/python" bench/peers/train_speed.py "$work" "${3:-2}" 2>/dev/null
done | tee "$work/lines" | cut -c1-150
python3 - "$work/lines" <<'END'
import statistics, sys
speeds, losses = {}, {}
for line in open(sys.argv[1]):
    name, speed = line.split()[0], float(line.split()[1])
    speeds.setdefault(name, []).append(speed)
    losses[name] = [float(x) for x in line.split("losses")[1].split()]
far = max(abs(a - b) for a, b in zip(losses["steelyard"], losses["pytorch"]))
ours, theirs = (statistics.median(speeds[n]) for n in ("steelyard", "pytorch"))
print(f"largest difference of a loss: {far:.1e}")
print(f"median tokens/s: steelyard {ours:.0f}, pytorch {theirs:.0f}; ratio {ours / theirs:.2f} (bar 0.95)")
END
