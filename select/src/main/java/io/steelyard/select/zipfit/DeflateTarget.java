package io.steelyard.select.zipfit;

import java.util.Arrays;

/**
 * A text that is compressed after many others, with all that does not depend on what stands before
 * it: the hash of each position, and the best match inside the text itself. Whatever precedes it is
 * farther away, so zlib looks at it later and takes it only if it is longer.
 *
 * <p>Takes 21 bytes for each byte of text. May be shared by threads.
 */
final class DeflateTarget {
  /** Fewest bytes of a match. */
  static final int SHORTEST = 3;

  /** Most bytes of a match. */
  static final int LONGEST = 258;

  final byte[] text;

  /**
   * For each position, in one word so that a step touches one place in memory: zlib's hash of the
   * next three bytes, the best match inside the text (2 for none), where it starts, and how many
   * candidates are left to look at before it (none where the search has ended).
   */
  final long[] whole;

  /** The same for a short search, with a quarter of the chain. */
  final long[] quarter;

  /** Hashes of the next four and the next eight bytes, for {@link PrefixChains}. */
  final char[] hashOf4;

  final char[] hashOf8;

  DeflateTarget(byte[] text, DeflateLevel level) {
    this.text = text;
    int n = Math.max(0, text.length - SHORTEST + 1);
    this.hashOf4 = new char[Math.max(0, text.length - 3)];
    this.hashOf8 = new char[Math.max(0, text.length - 7)];
    for (int i = 0; i < hashOf4.length; i++) {
      hashOf4[i] = PrefixChains.hash4(text, i);
    }
    for (int i = 0; i < hashOf8.length; i++) {
      hashOf8[i] = PrefixChains.hash8(text, i);
    }
    // Positions are counted from 1 here, so that 0 can end a chain.
    char[] earlier = new char[n];
    char[] head = new char[1 << DeflateSource.HASH_BITS];
    for (int i = 0; i < n; i++) {
      int h = DeflateSource.hash(text[i], text[i + 1], text[i + 2]);
      earlier[i] = head[h];
      head[h] = (char) (i + 1);
    }
    this.whole = inner(earlier, level, level.chain());
    this.quarter = inner(earlier, level, level.chain() >> 2);
  }

  private long[] inner(char[] earlier, DeflateLevel level, int chain) {
    long[] words = new long[earlier.length];
    for (int i = 0; i < words.length; i++) {
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
      int hash = DeflateSource.hash(text[i], text[i + 1], text[i + 2]);
      words[i] = (long) start << 40 | (long) left << 26 | (long) best << 16 | hash;
    }
    return words;
  }

  static int hash(long word) {
    return (int) word & 0xFFFF;
  }

  static int length(long word) {
    return (int) (word >>> 16) & 0x3FF;
  }

  static int left(long word) {
    return (int) (word >>> 26) & 0x3FFF;
  }

  static int start(long word) {
    return (int) (word >>> 40);
  }
}
