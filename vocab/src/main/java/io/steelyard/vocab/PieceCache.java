package io.steelyard.vocab;

/**
 * Remembers the tokens of short pieces that took several: direct-mapped, one per thread, never
 * shared. A piece of up to 16 bytes is two words and a length; up to {@value #MAX_TOKENS} tokens
 * are kept.
 */
final class PieceCache {
  private static final int BITS = 13;
  private static final int MAX_TOKENS = 7;

  /** Slot i: the words of the piece at 2i and 2i+1. */
  private final long[] keys = new long[2 << BITS];

  /** Slot i: piece length << 8 | number of tokens at 8i, then the tokens; 0 is empty. */
  private final int[] tokens = new int[8 << BITS];

  private static int slot(long first, long second, int n) {
    return (int)
        (TokenIndex.mix(first ^ Long.rotateLeft(second, 23) * 0xBF58476D1CE4E5B9L, n)
            >>> 64 - BITS);
  }

  /** Appends the tokens of the piece, if they are known. */
  boolean find(long first, long second, int n, TokenBuffer out) {
    int slot = slot(first, second, n);
    int head = tokens[8 * slot];
    if (head >>> 8 != n || keys[2 * slot] != first || keys[2 * slot + 1] != second) {
      return false;
    }
    int count = head & 0xFF;
    int[] target = out.reserve(MAX_TOKENS);
    int at = out.size();
    int from = 8 * slot + 1;
    for (int i = 0; i < count; i++) {
      target[at + i] = tokens[from + i];
    }
    out.advance(count);
    return true;
  }

  /** Remembers what was appended to {@code out} from {@code at} on. */
  void add(long first, long second, int n, TokenBuffer out, int at) {
    int count = out.size() - at;
    if (count > MAX_TOKENS) {
      return;
    }
    int slot = slot(first, second, n);
    keys[2 * slot] = first;
    keys[2 * slot + 1] = second;
    tokens[8 * slot] = n << 8 | count;
    for (int i = 0; i < count; i++) {
      tokens[8 * slot + 1 + i] = out.id(at + i);
    }
  }
}
