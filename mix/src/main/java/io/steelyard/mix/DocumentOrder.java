package io.steelyard.mix;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;

/**
 * The order of one domain's documents: in each epoch a permutation that depends on the seed, the
 * domain's name and the epoch alone, so that a domain keeps its order when others are removed.
 *
 * <p>Equal to {@link Draws#permute} with {@code key = mix(seed, ORDER, hash(name), epoch)}; the
 * round keys of one epoch are kept, which saves two of three mixes per round. Positions asked in
 * sequence are worked out {@value #AHEAD} at a time: a processor overlaps them and the reads of
 * their sizes, where one alone waits for each round and each read.
 */
final class DocumentOrder {
  private static final int ROUNDS = 6;
  private static final int AHEAD = 16;

  private final long domainKey;
  private final long documents;
  private final int half;
  private final long mask;
  private final long[] roundKeys = new long[ROUNDS];
  private final Sizes sizes;
  private final long[] documentAhead = new long[AHEAD];
  private final long[] sizeAhead = new long[AHEAD];
  private final int[] outside = new int[AHEAD];
  private long epoch = -1;
  private long first;
  private int held;

  DocumentOrder(long seed, String name, long documents) {
    this(seed, name, documents, null);
  }

  /**
   * @param sizes what {@link #size} tells; may be null
   */
  DocumentOrder(long seed, String name, long documents, Sizes sizes) {
    this.sizes = sizes;
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
    return documentAhead[place(wantedEpoch, position)];
  }

  /** The size of the document at a position of an epoch. */
  long size(long wantedEpoch, long position) {
    return sizeAhead[place(wantedEpoch, position)];
  }

  private int place(long wantedEpoch, long position) {
    long place = position - first;
    if (wantedEpoch != epoch) {
      rekey(wantedEpoch);
      fill(position, 1);
      return 0;
    }
    if (place < 0 || place >= held) {
      fill(position, place == held ? AHEAD : 1);
      return 0;
    }
    return (int) place;
  }

  private void fill(long position, int most) {
    first = position;
    held = (int) Math.min(most, documents - position);
    for (int i = 0; i < held; i++) {
      documentAhead[i] = position + i;
      outside[i] = i;
    }
    // Walks each position's cycle until it comes to a document; those not there yet go on.
    int walking = held;
    while (walking > 0) {
      int still = 0;
      for (int w = 0; w < walking; w++) {
        int i = outside[w];
        long x = rounds(documentAhead[i]);
        documentAhead[i] = x;
        outside[still] = i;
        still += x >= documents ? 1 : 0;
      }
      walking = still;
    }
    if (sizes != null) {
      for (int i = 0; i < held; i++) {
        sizeAhead[i] = sizes.of(documentAhead[i]);
      }
    }
  }

  private long rounds(long x) {
    long left = x >>> half;
    long right = x & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (Draws.sm(roundKeys[round] ^ right) & mask);
      left = right;
      right = next;
    }
    return left << half | right;
  }

  private void rekey(long wantedEpoch) {
    epoch = wantedEpoch;
    long h = Draws.sm(Draws.sm(domainKey ^ wantedEpoch)); // mix(key) of Draws.mix(key, r, right)
    for (int round = 0; round < ROUNDS; round++) {
      roundKeys[round] = Draws.sm(h ^ round);
    }
  }
}
