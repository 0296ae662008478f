# Sourced by bench/zip-fit.sh and bench/dsir.sh: the published packages in an environment of their own, the data, our class path.
peers="${STEELYARD_PEERS}-select"
if [ ! -x "$peers/bin/python" ]; then
  python3 -m venv "$peers"
  "$peers/bin/python" -m pip install --quiet --requirement bench/peers/requirements-select.txt
fi
python="$peers/bin/python"
data_of() { # CHUNK TARGETS TARGET_CHUNK
  folder="$STEELYARD_DATA/select/$1-$2-$3"
  [ -f "$folder/target.jsonl" ] || python3 bench/peers/select_data.py "$folder" "$1" "$2" "$3" >&2
  echo "$folder"
}
# shellcheck source=bench/classpath.sh
. bench/classpath.sh
ours() { java -Xmx1g -XX:+UseSerialGC -cp "$classpath" io.steelyard.bench.SelectRun "$@"; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.1f", a / b}'; }
