package io.steelyard.vocab;

import java.util.Arrays;

/**
 * From two neighbouring tokens to their merge, as one {@code long}: rank in the high half,
 * resulting token in the low half, so that the smaller value is the merge to apply first. Open
 * addressing on the pair of ids; keyed by ids and not by bytes because two derivations of the same
 * bytes may have different ranks.
 */
final class PairTable {
  /** No merge: larger than any. */
  static final long NONE = Long.MAX_VALUE;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** Slot i: pair at 2i, merge at 2i+1. */
  private final long[] slots;

  private final int shift;
  private final int mask;
  private final int ranks;

  PairTable(BytePairModel model) {
    int n = Math.max(2, model.mergeCount());
    int bits = 33 - Integer.numberOfLeadingZeros(n - 1);
    slots = new long[2 << bits];
    Arrays.fill(slots, NONE);
    shift = 64 - bits;
    mask = (1 << bits) - 1;
    int highest = -1;
    for (int i = 0; i < model.mergeCount(); i++) {
      highest = Math.max(highest, model.rank(i));
      long pair = (long) model.left(i) << 32 | model.right(i);
      int slot = slot(pair);
      while (slots[2 * slot] != NONE) {
        slot = slot + 1 & mask;
      }
      slots[2 * slot] = pair;
      slots[2 * slot + 1] = (long) model.rank(i) << 32 | model.result(i);
    }
    ranks = highest + 1;
  }

  /** Ranks are {@code 0 .. ranks-1}. */
  int ranks() {
    return ranks;
  }

  private int slot(long pair) {
    long h = pair * MULTIPLIER;
    return (int) ((h ^ h >>> 32) * MULTIPLIER >>> shift);
  }

  /** The merge of two neighbours, or {@link #NONE}. */
  long merge(int left, int right) {
    long pair = (long) left << 32 | right;
    int slot = slot(pair);
    while (true) {
      long key = slots[2 * slot];
      if (key == pair) {
        return slots[2 * slot + 1];
      }
      if (key == NONE) {
        return NONE;
      }
      slot = slot + 1 & mask;
    }
  }
}
