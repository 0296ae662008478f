package io.steelyard.vocab.train;

import java.util.Arrays;

/**
 * Pairs of neighbouring tokens: the 64-bit count of each and the address of the list of words that
 * hold it. Open addressing over an index, so that the entries themselves lie dense.
 *
 * <p>Example: {@code key(5, 9)} is {@code 5 << 32 | 9}; keys in ascending order are pairs in
 * ascending order of (left, right).
 */
final class PairTable {
  private int[] index = new int[1 << 12];
  private int mask = index.length - 1;
  private long[] keys = new long[1 << 11];
  private long[] counts = new long[1 << 11];
  private long[] lists = new long[1 << 11];
  private int[] free = new int[64];
  private int freeCount;
  private int end;

  static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  static int left(long key) {
    return (int) (key >>> 32);
  }

  static int right(long key) {
    return (int) key;
  }

  private int home(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h >>> 32 ^ h >>> 15) & mask;
  }

  /** The entry of a pair, or -1. */
  int find(long key) {
    for (int i = home(key); ; i = (i + 1) & mask) {
      int entry = index[i] - 1;
      if (entry < 0 || keys[entry] == key) {
        return entry;
      }
    }
  }

  /** Adds a pair that is not there yet. */
  int insert(long key, long count, long list) {
    int entry;
    if (freeCount > 0) {
      entry = free[--freeCount];
    } else {
      entry = end++;
      if (entry == keys.length) {
        int capacity = entry + (entry >> 1);
        keys = Arrays.copyOf(keys, capacity);
        counts = Arrays.copyOf(counts, capacity);
        lists = Arrays.copyOf(lists, capacity);
      }
      if (2L * end > mask) {
        grow();
      }
    }
    keys[entry] = key;
    counts[entry] = count;
    lists[entry] = list;
    place(entry);
    return entry;
  }

  private void place(int entry) {
    int i = home(keys[entry]);
    while (index[i] != 0) {
      i = (i + 1) & mask;
    }
    index[i] = entry + 1;
  }

  private void grow() {
    int[] old = index;
    index = new int[2 * old.length];
    mask = index.length - 1;
    for (int value : old) {
      if (value != 0) {
        place(value - 1);
      }
    }
  }

  /** Takes an entry out; its place is reused. */
  void remove(int entry) {
    int hole = home(keys[entry]);
    while (index[hole] != entry + 1) {
      hole = (hole + 1) & mask;
    }
    for (int i = (hole + 1) & mask; index[i] != 0; i = (i + 1) & mask) {
      int home = home(keys[index[i] - 1]);
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        index[hole] = index[i];
        hole = i;
      }
    }
    index[hole] = 0;
    counts[entry] = 0;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = entry;
  }

  /** Entries are {@code 0 .. end-1}; those with count 0 are not in use. */
  int end() {
    return end;
  }

  long key(int entry) {
    return keys[entry];
  }

  long count(int entry) {
    return counts[entry];
  }

  long list(int entry) {
    return lists[entry];
  }

  void setCount(int entry, long count) {
    counts[entry] = count;
  }

  void setList(int entry, long list) {
    lists[entry] = list;
  }
}
