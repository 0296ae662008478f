package io.steelyard.vocab;

import java.util.Arrays;

/**
 * From two neighbouring tokens to the rank of their merge, and from a rank to the token that it
 * makes; the smaller rank is the merge to apply first. Open addressing on the pair of ids, one
 * {@code long} a slot, so that a look-up touches one cache line; keyed by ids and not by bytes
 * because two derivations of the same bytes may have different ranks.
 *
 * <p>Example: with 256 bytes and {@code ("a","b")->256} of rank 0, ids have 9 bits and ranks one;
 * the slot of the pair holds {@code (97 << 9 | 98) << 1 | 0}.
 */
final class PairTable {
  /** No merge: larger than any rank. */
  static final int NONE = Integer.MAX_VALUE;

  /** No pair: its id bits are all ones, which no id is. */
  private static final long EMPTY = -1;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** Slot: left id, right id, rank, from the highest bit down. */
  private final long[] slots;

  private final int idBits;
  private final int rankBits;
  private final int rankMask;
  private final int shift;
  private final int mask;

  /** By rank: the token made. */
  private final int[] results;

  PairTable(BytePairModel model, MergeFilter filter) {
    int n = 0;
    int highest = -1;
    for (int i = 0; i < model.mergeCount(); i++) {
      if (filter.keeps(i)) {
        n++;
        highest = Math.max(highest, model.rank(i));
      }
    }
    idBits = 32 - Integer.numberOfLeadingZeros(model.size());
    rankBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(highest));
    rankMask = (1 << rankBits) - 1;
    int bits = 33 - Integer.numberOfLeadingZeros(Math.max(2, n) - 1);
    slots = new long[1 << bits];
    Arrays.fill(slots, EMPTY);
    shift = 64 - bits;
    mask = (1 << bits) - 1;
    results = new int[highest + 1];
    for (int i = 0; i < model.mergeCount(); i++) {
      if (filter.keeps(i)) {
        long pair = (long) model.left(i) << idBits | model.right(i);
        int slot = slot(pair);
        while (slots[slot] != EMPTY) {
          slot = slot + 1 & mask;
        }
        slots[slot] = pair << rankBits | model.rank(i);
        results[model.rank(i)] = model.result(i);
      }
    }
  }

  /** Which merges of a model are in the table. */
  interface MergeFilter {
    boolean keeps(int merge);
  }

  /** All merges of a model. */
  static PairTable of(BytePairModel model) {
    return new PairTable(model, merge -> true);
  }

  /** Ranks are {@code 0 .. ranks-1}. */
  int ranks() {
    return results.length;
  }

  /** The token that the merges of a rank make. */
  int result(int rank) {
    return results[rank];
  }

  private int slot(long pair) {
    return (int) (pair * MULTIPLIER >>> shift);
  }

  /** The rank of the merge of two neighbours, or {@link #NONE}. */
  int rank(int left, int right) {
    long pair = (long) left << idBits | right;
    long[] table = slots;
    for (int slot = slot(pair); ; slot = slot + 1 & mask) {
      long found = table[slot];
      if (found >>> rankBits == pair) {
        return (int) found & rankMask;
      }
      if (found == EMPTY) {
        return NONE;
      }
    }
  }
}
