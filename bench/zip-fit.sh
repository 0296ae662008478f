# ZIP-FIT beside the published Python package, gzip at level 6, one thread each, alternating runs; scores compared in every run.
# bench/run zip-fit [RUNS] [SHAPES]: runs of each (3); shapes as CHUNK:TARGETS:TARGET_CHUNK in characters ("1000:40:1000 4000:40:500").
# Beside it: the package's calls of gzip in a bare loop, without its processes and its cache, and our zstd with a dictionary.
set -euo pipefail
runs=${1:-3}
shapes=${2:-1000:40:1000 4000:40:500}
. bench/select-peers.sh
echo "peer: zip-fit $("$python" -c 'from importlib.metadata import version; print(version("zip-fit"))'), zlib $("$python" -c 'import zlib; print(zlib.ZLIB_RUNTIME_VERSION)')"
for shape in $shapes; do
  IFS=: read -r chunk targets target_chunk <<<"$shape"
  data=$(data_of "$chunk" "$targets" "$target_chunk")
  echo "shape $shape: pool $(wc -l <"$data/pool.jsonl") documents, target $(wc -l <"$data/target.jsonl"); load $(cut -d' ' -f1 /proc/loadavg)"
  for side in ours package bare zstd; do : >"$data/$side.times"; done
  for run in $(seq "$runs"); do
    ours gzip "$data/pool.jsonl" "$data/target.jsonl" "$data/ours" | tee -a "$data/ours.times" | sed "s/^/run $run steelyard: /"
    "$python" bench/peers/zip_fit_scores.py package "$data/pool.jsonl" "$data/target.jsonl" "$data/package" | grep seconds | tee -a "$data/package.times" | sed "s/^/run $run zip-fit package: /"
    "$python" bench/peers/zip_fit_scores.py bare "$data/pool.jsonl" "$data/target.jsonl" "$data/bare" | tee -a "$data/bare.times" | sed "s/^/run $run gzip in a loop: /"
    ours zstd "$data/pool.jsonl" "$data/target.jsonl" "$data/zstd" | tee -a "$data/zstd.times" | sed "s/^/run $run steelyard zstd: /"
  done
  ours compare "$data/ours" "$data/package"
  echo "zstd beside gzip: $(ours compare "$data/zstd" "$data/package")"
  a=$(awk '{print $4}' "$data/ours.times" | median)
  for peer in package bare; do
    b=$(awk '{print $4}' "$data/$peer.times" | median)
    echo "median processor seconds: steelyard $a, $peer $b; ratio $(ratio "$b" "$a"); zstd $(ratio "$b" "$(awk '{print $4}' "$data/zstd.times" | median)")"
  done
done
