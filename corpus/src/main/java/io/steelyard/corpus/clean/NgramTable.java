package io.steelyard.corpus.clean;

import java.util.Arrays;

/**
 * The two n-gram measures of Gopher's repetition rules, as datatrove computes them, over one reused
 * open-addressing table.
 */
final class NgramTable {
  private long[] keys = new long[1 << 11];
  private int[] counts = new int[1 << 11];
  private int[] firsts = new int[1 << 11];
  private int mask;

  /**
   * Characters of the most frequent n-gram (words joined by a space; the earliest among equals)
   * times its count; overlapping occurrences count.
   *
   * @param minCount a top n-gram seen less often counts as none; 1 is the anchor's rule
   * @return 0 where the text has fewer than n words
   */
  int topCharacters(Segmented s, int n, int minCount) {
    int grams = s.words() - n + 1;
    if (grams <= 0) {
      return 0;
    }
    clear(grams, true);
    int best = 0;
    int bestFirst = 0;
    for (int i = 0; i < grams; i++) {
      int slot = find(s.spacedHash(i, i + n));
      int count = ++counts[slot];
      if (count == 1) {
        firsts[slot] = i;
      }
      if (count > best || count == best && firsts[slot] < bestFirst) {
        best = count;
        bestFirst = firsts[slot];
      }
    }
    return best < minCount ? 0 : (s.wordPoints(bestFirst, bestFirst + n) + n - 1) * best;
  }

  /**
   * Characters of repeated n-grams (words joined without spaces): scanning from the left, an n-gram
   * that was seen before adds its characters and is jumped over; another is remembered and the scan
   * moves on by one word.
   */
  int duplicateCharacters(Segmented s, int n) {
    int grams = s.words() - n + 1;
    if (grams <= 0) {
      return 0;
    }
    clear(grams, false);
    int repeated = 0;
    int i = 0;
    while (i < grams) {
      if (insert(s.joinedHash(i, i + n))) {
        i++;
      } else {
        repeated += s.wordPoints(i, i + n);
        i += n;
      }
    }
    return repeated;
  }

  private void clear(int entries, boolean counting) {
    int size = Integer.highestOneBit(Math.max(entries, 8) * 2 - 1) << 1;
    if (keys.length < size) {
      keys = new long[size];
      counts = new int[size];
      firsts = new int[size];
    } else {
      Arrays.fill(keys, 0, size, 0);
      if (counting) {
        Arrays.fill(counts, 0, size, 0);
      }
    }
    mask = size - 1;
  }

  private static long key(long hash) {
    return hash + 1;
  }

  private int slot(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }

  /** The slot of a key, claimed if new. */
  private int find(long hash) {
    long key = key(hash);
    int i = slot(key);
    while (keys[i] != key) {
      if (keys[i] == 0) {
        keys[i] = key;
        return i;
      }
      i = i + 1 & mask;
    }
    return i;
  }

  /** Remembers a key; false if it was there. */
  private boolean insert(long hash) {
    long key = key(hash);
    int i = slot(key);
    while (keys[i] != 0) {
      if (keys[i] == key) {
        return false;
      }
      i = i + 1 & mask;
    }
    keys[i] = key;
    return true;
  }
}
