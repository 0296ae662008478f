# Encoding texts that are one long piece: 1 MB of one letter, spaces, one emoji and others.
# bench/run encode-worst TOKENIZER: a tokenizer.json, or PATTERN=ranks.
set -euo pipefail
. bench/classpath.sh
exec 9>/tmp/bench.lock
flock 9
java -Xmx1g -cp "$classpath" io.steelyard.bench.EncodeWorst "$1"
