# neighbours [N] [WIDTH] [RUNS] [GRAPH]: exact search of N x N vectors, then the graph on GRAPH a side.
. bench/peers/torch.inc
$torch_java io.steelyard.bench.NeighbourSpeed "${1:-10000}" "${2:-384}" "${3:-3}" "${4:-20000}"
