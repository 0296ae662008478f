package io.steelyard.select.zipfit;

import java.util.Arrays;

/**
 * A text that is compressed after many others, with all that does not depend on what stands before
 * it: the hash of each position, and the best match inside the text itself. Whatever precedes it is
 * farther away, so zlib looks at it later and takes it only if it is longer.
 *
 * <p>Takes 20 bytes for each byte of text. May be shared by threads.
 */
final class DeflateTarget {
  /** Fewest bytes of a match. */
  static final int SHORTEST = 3;

  /** Most bytes of a match. */
  static final int LONGEST = 258;

  final byte[] text;
  final char[] hash;

  /** Best match inside the text with the whole chain, and with the quarter of a short search. */
  final Inner whole;

  final Inner quarter;

  /**
   * For each position: length of the best match inside the text (2 for none), where it starts, and
   * how many candidates are left to look at before it (none where the search has ended).
   */
  record Inner(short[] length, char[] start, short[] left) {}

  DeflateTarget(byte[] text, DeflateLevel level) {
    this.text = text;
    int n = Math.max(0, text.length - SHORTEST + 1);
    this.hash = new char[n];
    char[] earlier = new char[n];
    // Positions are counted from 1 here, so that 0 can end a chain.
    char[] head = new char[1 << DeflateSource.HASH_BITS];
    for (int i = 0; i < n; i++) {
      int h = DeflateSource.hash(text[i], text[i + 1], text[i + 2]);
      hash[i] = (char) h;
      earlier[i] = head[h];
      head[h] = (char) (i + 1);
    }
    this.whole = inner(earlier, level, level.chain());
    this.quarter = inner(earlier, level, level.chain() >> 2);
  }

  private Inner inner(char[] earlier, DeflateLevel level, int chain) {
    Inner inner =
        new Inner(new short[hash.length], new char[hash.length], new short[hash.length]);
    for (int i = 0; i < hash.length; i++) {
      int most = Math.min(LONGEST, text.length - i);
      int nice = Math.min(level.nice(), most);
      int best = SHORTEST - 1;
      int start = 0;
      int left = chain;
      for (int c = earlier[i]; c != 0 && left > 0; c = earlier[c - 1]) {
        int length = Arrays.mismatch(text, c - 1, c - 1 + most, text, i, i + most);
        length = length < 0 ? most : length;
        left--;
        if (length > best) {
          best = length;
          start = c - 1;
          if (length >= nice) {
            left = 0;
          }
        }
      }
      inner.length[i] = (short) best;
      inner.start[i] = (char) start;
      inner.left[i] = (short) left;
    }
    return inner;
  }
}
