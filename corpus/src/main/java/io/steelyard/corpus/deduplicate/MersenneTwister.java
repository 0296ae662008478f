package io.steelyard.corpus.deduplicate;

/**
 * MT19937 as NumPy's {@code RandomState(seed)} runs it, for one use: the constants of the published
 * MinHash family, which must equal the peers'. Everything else draws from {@code core.draws}.
 *
 * <p>Example: seed 1, 112 draws in [1, 2^61 - 1) begin 775169054918279404, 1758426461858698313.
 */
final class MersenneTwister {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int next = N;

  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  int nextInt() {
    if (next == N) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }

  private void twist() {
    for (int i = 0; i < N; i++) {
      int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7fffffff;
      state[i] = state[(i + M) % N] ^ y >>> 1 ^ -(y & 1) & 0x9908b0df;
    }
    next = 0;
  }

  /** 64 bits, high half first. */
  long nextLong() {
    long high = nextInt();
    return high << 32 | nextInt() & 0xFFFFFFFFL;
  }

  /** Uniform in [low, high), by masking and rejection as NumPy does. */
  long between(long low, long high) {
    long span = high - 1 - low;
    long mask = -1L >>> Long.numberOfLeadingZeros(span);
    long value;
    do {
      value = nextLong() & mask;
    } while (value > span);
    return low + value;
  }
}
