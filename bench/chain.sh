# What choosing a token costs: the stages of a chain at a vocabulary of 49,152, per row and step, on one core.
# bench/run chain [STEPS] [ROUNDS]. Processor time of the choosing thread, so that other work on the machine does not enter.
# The bar is 1,000 us (5% of a step of 20 ms) for penalties + top-k + top-p + typical.
set -euo pipefail
steps=${1:-300}
rounds=${2:-7}
mvn -q compile -pl bench -am -Dspotless.check.skip
classpath=core/target/classes:corpus/target/classes:mix/target/classes:vocab/target/classes:model/target/classes:decode/target/classes:bench/target/classes
exec taskset -c 0 java -XX:+UseSerialGC -Xmx512m -cp $classpath io.steelyard.bench.ChainStages 49152 "$steps" "$rounds"
