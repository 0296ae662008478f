package io.steelyard.vocab.train.unigram;

/**
 * Pieces by their characters, one at a time: an open-addressing table whose slot is the node, so
 * that a step is one look into memory. A slot holds the parent's slot (26 bits), the character (16)
 * and the piece that ends here plus one (22).
 *
 * <p>Example: {@code next(next(ROOT, l), o)} is a node; {@link #piece} says whether {@code lo} is a
 * piece.
 */
final class PieceTrie {
  static final int ROOT = 0;
  static final int NONE = -1;

  /** Most pieces there can be. */
  static final int MOST_PIECES = (1 << 22) - 2;

  private static final int VALUE_BITS = 22;
  private static final long VALUE_MASK = (1L << VALUE_BITS) - 1;
  private static final int MOST_BITS = 26;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final long[] slots;
  private final int shift;
  private int nodes;

  private PieceTrie(int bits) {
    this.slots = new long[1 << bits];
    this.shift = 64 - bits;
    slots[ROOT] = -1; // no child has this key
  }

  /** All pieces that are used. */
  static PieceTrie of(PieceSet pieces) {
    int bits = Math.min(MOST_BITS, Math.max(8, 34 - Integer.numberOfLeadingZeros(pieces.size())));
    while (true) {
      PieceTrie trie = new PieceTrie(bits);
      if (trie.fill(pieces)) {
        return trie;
      }
      if (++bits > MOST_BITS) {
        throw new IllegalStateException(
            pieces.size() + " pieces have too many different beginnings; start from fewer");
      }
    }
  }

  private boolean fill(PieceSet pieces) {
    for (int i = 0; i < pieces.size(); i++) {
      if (!pieces.used(i)) {
        continue;
      }
      int node = ROOT;
      for (int k = 0; k < pieces.lengths[i]; k++) {
        if (2L * (nodes + 1) > slots.length) {
          return false;
        }
        node = enter(node, pieces.letter(i, k));
      }
      slots[node] = slots[node] & ~VALUE_MASK | i + 1;
    }
    return true;
  }

  private int enter(int node, char c) {
    long key = (long) node << 16 | c;
    int mask = slots.length - 1;
    int slot = (int) (key * MULTIPLIER >>> shift);
    while (slots[slot] != 0 && slots[slot] >>> VALUE_BITS != key) {
      slot = slot + 1 & mask;
    }
    if (slots[slot] == 0) {
      slots[slot] = key << VALUE_BITS;
      nodes++;
    }
    return slot;
  }

  int next(int node, char c) {
    long key = (long) node << 16 | c;
    int mask = slots.length - 1;
    int slot = (int) (key * MULTIPLIER >>> shift);
    while (true) {
      long found = slots[slot];
      if (found >>> VALUE_BITS == key) {
        return slot;
      }
      if (found == 0) {
        return NONE;
      }
      slot = slot + 1 & mask;
    }
  }

  /** The piece that ends at the node, or {@link #NONE}. */
  int piece(int node) {
    return (int) (slots[node] & VALUE_MASK) - 1;
  }
}
