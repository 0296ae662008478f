package io.steelyard.mix;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;

/**
 * The order of one domain's documents: in each epoch a permutation that depends on the seed, the
 * domain's name and the epoch alone, so that a domain keeps its order when others are removed.
 *
 * <p>Equal to {@link Draws#permute} with {@code key = mix(seed, ORDER, hash(name), epoch)}; the
 * round keys of one epoch are kept, which saves two of three mixes per round.
 */
final class DocumentOrder {
  private static final int ROUNDS = 6;

  private final long domainKey;
  private final long documents;
  private final int half;
  private final long mask;
  private final long[] roundKeys = new long[ROUNDS];
  private long epoch = -1;

  DocumentOrder(long seed, String name, long documents) {
    this.domainKey = Draws.key(seed, Purpose.ORDER, name);
    this.documents = documents;
    int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(Math.max(0, documents - 1)));
    this.half = (bits + 1) / 2;
    this.mask = (1L << half) - 1;
  }

  /** The key of an epoch: {@code mix(seed, ORDER, hash(name), epoch)}. */
  static long key(long seed, String name, long epoch) {
    return Draws.sm(Draws.key(seed, Purpose.ORDER, name) ^ epoch);
  }

  /** The document at a position in [0, documents) of an epoch. */
  long at(long wantedEpoch, long position) {
    if (wantedEpoch != epoch) {
      rekey(wantedEpoch);
    }
    long x = position;
    do {
      long left = x >>> half;
      long right = x & mask;
      for (int round = 0; round < ROUNDS; round++) {
        long next = left ^ (Draws.sm(roundKeys[round] ^ right) & mask);
        left = right;
        right = next;
      }
      x = left << half | right;
    } while (x >= documents);
    return x;
  }

  private void rekey(long wantedEpoch) {
    epoch = wantedEpoch;
    long h = Draws.sm(Draws.sm(domainKey ^ wantedEpoch)); // mix(key) of Draws.mix(key, r, right)
    for (int round = 0; round < ROUNDS; round++) {
      roundKeys[round] = Draws.sm(h ^ round);
    }
  }
}
