package io.steelyard.vocab;

/**
 * Merges a run of up to {@value #MOST} tokens: of all neighbours the lowest rank first, the
 * leftmost among equals, by scanning. Tokens stay where they are; the bits of one {@code long} say
 * which positions are still there, so that a neighbour is found without moving anything.
 *
 * <p>Example: {@code a b c} with {@code ab} of rank 0 and {@code abc} of rank 1: position 0 becomes
 * {@code ab} and position 1 goes (bits {@code 101}), then position 0 becomes {@code abc} ({@code
 * 001}).
 */
final class ShortMerge {
  static final int MOST = 64;
  private static final int POSITION_BITS = 6;
  private static final int POSITION = MOST - 1;

  private final PairTable pairs;
  private final BytePairs bytePairs;
  private final int[] ids = new int[MOST];

  /** {@code rank << 6 | position} of the merge with the next token, or {@link PairTable#NONE}. */
  private final int[] keys = new int[MOST];

  ShortMerge(PairTable pairs, BytePairs bytePairs) {
    this.pairs = pairs;
    this.bytePairs = bytePairs;
  }

  /**
   * Merges {@code n} bytes until nothing merges or {@code least} tokens are left, and writes these
   * to {@code target[at..]}; returns how many they are.
   */
  int bytes(byte[] utf8, int from, int n, int least, int[] target, int at) {
    BytePairs start = bytePairs;
    int left = utf8[from] & 0xFF;
    ids[0] = start.token(left);
    for (int i = 1; i < n; i++) {
      int right = utf8[from + i] & 0xFF;
      ids[i] = start.token(right);
      keys[i - 1] = key(start.rank(left, right), i - 1);
      left = right;
    }
    return run(n, least, target, at);
  }

  /** The same for {@code n} tokens. */
  int tokens(int[] tokens, int n, int[] target, int at) {
    for (int i = 0; i < n; i++) {
      ids[i] = tokens[i];
      if (i > 0) {
        keys[i - 1] = key(pairs.rank(tokens[i - 1], tokens[i]), i - 1);
      }
    }
    return run(n, 1, target, at);
  }

  private int run(int n, int least, int[] target, int at) {
    int[] keys = this.keys;
    int[] ids = this.ids;
    long there = -1L >>> MOST - n;
    int last = n - 1;
    for (int count = n; count > least; count--) {
      int best = PairTable.NONE;
      for (int i = 0; i < last; i++) {
        best = Math.min(best, keys[i]);
      }
      if (best == PairTable.NONE) {
        break;
      }
      int i = best & POSITION;
      int id = pairs.result(best >>> POSITION_BITS);
      ids[i] = id;
      long right = there & -2L << i;
      int gone = Long.numberOfTrailingZeros(right);
      keys[gone] = PairTable.NONE;
      there ^= 1L << gone;
      right &= right - 1;
      keys[i] =
          right == 0
              ? PairTable.NONE
              : key(pairs.rank(id, ids[Long.numberOfTrailingZeros(right)]), i);
      long left = there & (1L << i) - 1;
      if (left != 0) {
        int before = POSITION - Long.numberOfLeadingZeros(left);
        keys[before] = key(pairs.rank(ids[before], id), before);
      }
    }
    int end = at;
    for (; there != 0; there &= there - 1) {
      target[end++] = ids[Long.numberOfTrailingZeros(there)];
    }
    return end - at;
  }

  private static int key(int rank, int position) {
    return rank == PairTable.NONE ? PairTable.NONE : rank << POSITION_BITS | position;
  }
}
