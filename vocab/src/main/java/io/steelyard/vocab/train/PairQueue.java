package io.steelyard.vocab.train;

import java.util.Arrays;

/**
 * A four-way heap of (count, pair): highest count first, then the lowest pair. Entries are never
 * changed in place: counts only fall, so a pair whose count fell since is put back when it comes to
 * the top (a lazy entry).
 *
 * <p>Example: after pushing (3, p), (5, q), (5, o) with o below q, they come out as o, q, p.
 */
final class PairQueue {
  private long[] counts = new long[1 << 10];
  private long[] keys = new long[1 << 10];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  long topCount() {
    return counts[0];
  }

  long topKey() {
    return keys[0];
  }

  void push(long count, long key) {
    if (size == counts.length) {
      counts = Arrays.copyOf(counts, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    int i = size++;
    while (i > 0) {
      int parent = (i - 1) >> 2;
      if (!before(count, key, parent)) {
        break;
      }
      counts[i] = counts[parent];
      keys[i] = keys[parent];
      i = parent;
    }
    counts[i] = count;
    keys[i] = key;
  }

  void pop() {
    size--;
    sink(counts[size], keys[size]);
  }

  /** Puts the top pair back with another count. */
  void replaceTop(long count) {
    sink(count, keys[0]);
  }

  private void sink(long count, long key) {
    int i = 0;
    while (true) {
      int best = 4 * i + 1;
      if (best >= size) {
        break;
      }
      int end = Math.min(best + 4, size);
      for (int c = best + 1; c < end; c++) {
        if (before(counts[c], keys[c], best)) {
          best = c;
        }
      }
      if (before(count, key, best)) {
        break;
      }
      counts[i] = counts[best];
      keys[i] = keys[best];
      i = best;
    }
    counts[i] = count;
    keys[i] = key;
  }

  private boolean before(long count, long key, int other) {
    return count > counts[other] || (count == counts[other] && key < keys[other]);
  }
}
