package io.steelyard.vocab.train;

import java.util.Arrays;

/**
 * One thread's survey of the pairs in its run of words: for each pair its count, the number of
 * words that hold it, and later where in the pair's list this thread writes.
 *
 * <p>Memory: 24 bytes for each slot, at most two thirds of them in use.
 */
final class PairSurvey {
  private static final long NONE = -1;

  private long[] keys = new long[1 << 12];
  private long[] values = new long[1 << 12];
  private int[] words = new int[1 << 12];
  private int[] last = new int[1 << 12];
  private int mask = keys.length - 1;
  private int size;

  PairSurvey() {
    Arrays.fill(keys, NONE);
  }

  /** Counts the pairs of the words {@code [from, to)}. */
  void count(TokenizedWords text, int from, int to) {
    for (int w = from; w < to; w++) {
      int start = text.starts[w];
      int end = start + text.lengths[w];
      for (int i = start + 1; i < end; i++) {
        int slot = slot(PairTable.key(text.symbols[i - 1], text.symbols[i]));
        values[slot] += text.counts[w];
        if (last[slot] != w + 1) {
          last[slot] = w + 1;
          words[slot]++;
        }
      }
    }
  }

  /** Writes the words {@code [from, to)} into the lists of their pairs. */
  void list(TokenizedWords text, int from, int to, IntLists lists) {
    Arrays.fill(last, 0);
    for (int w = from; w < to; w++) {
      int start = text.starts[w];
      int end = start + text.lengths[w];
      for (int i = start + 1; i < end; i++) {
        int slot = find(PairTable.key(text.symbols[i - 1], text.symbols[i]));
        if (values[slot] != 0 && last[slot] != w + 1) {
          last[slot] = w + 1;
          lists.chunk(values[slot])[IntLists.at(values[slot])] = w;
          values[slot]++;
        }
      }
    }
  }

  private static int home(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h >>> 32 ^ h >>> 15);
  }

  /** The slot of a pair, or the free one where it belongs. */
  int find(long key) {
    int i = home(key) & mask;
    while (keys[i] != NONE && keys[i] != key) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private int slot(long key) {
    int slot = find(key);
    if (keys[slot] == NONE) {
      if (3L * ++size > 2L * mask) {
        grow();
        slot = find(key);
      }
      keys[slot] = key;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    int[] oldWords = words;
    int[] oldLast = last;
    keys = new long[2 * oldKeys.length];
    Arrays.fill(keys, NONE);
    values = new long[keys.length];
    words = new int[keys.length];
    last = new int[keys.length];
    mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NONE) {
        int slot = find(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
        words[slot] = oldWords[i];
        last[slot] = oldLast[i];
      }
    }
  }

  int slots() {
    return keys.length;
  }

  boolean used(int slot) {
    return keys[slot] != NONE;
  }

  long key(int slot) {
    return keys[slot];
  }

  long count(int slot) {
    return values[slot];
  }

  int words(int slot) {
    return words[slot];
  }

  /** Sets the address to write the first word to; 0 for none. */
  void writeTo(int slot, long address) {
    values[slot] = address;
  }
}
