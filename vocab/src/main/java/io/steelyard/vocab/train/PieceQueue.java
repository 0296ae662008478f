package io.steelyard.vocab.train;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/**
 * Pairs in a heap by an upper limit of their counts, searched from the top for the one of the
 * highest value.
 *
 * <p>Values rise and fall with every merge, so a heap of values would be stale in both directions.
 * Counts only fall, and {@link PieceCriterion#bound} turns a count into a limit of the value: the
 * search goes down the heap and leaves a branch as soon as its limit is below the best value found.
 *
 * <p>Example: with best value 29.8 so far, a branch under a count of 4 whose bound is 16.9 is not
 * entered.
 */
final class PieceQueue {
  /** Rounding may put a value above its bound by a few units in the last place. */
  private static final double SLACK = 1 + 1e-9;

  private long[] limits = new long[1 << 10];
  private long[] keys = new long[1 << 10];
  private int size;
  private final IntArrayList seen = new IntArrayList();
  private final IntArrayList stale = new IntArrayList();

  /** Says what a pair is worth now. */
  interface Pairs {
    /** How often the pair occurs now; 0 takes it out for good. */
    long count(long key);

    /** The most that a pair of this count can be worth. */
    double bound(long count);

    /** Looks at a pair of this count and returns the best value seen so far. */
    double offer(long key, long count);
  }

  void push(long count, long key) {
    if (size == limits.length) {
      limits = Arrays.copyOf(limits, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    int i = size++;
    while (i > 0 && limits[(i - 1) >> 1] < count) {
      limits[i] = limits[(i - 1) >> 1];
      keys[i] = keys[(i - 1) >> 1];
      i = (i - 1) >> 1;
    }
    limits[i] = count;
    keys[i] = key;
  }

  /** Offers every pair whose bound reaches the best value found, which starts at {@code least}. */
  void search(Pairs pairs, double least) {
    double best = least;
    seen.clear();
    stale.clear();
    if (size > 0) {
      seen.add(0);
    }
    for (int s = 0; s < seen.size(); s++) {
      int i = seen.getInt(s);
      if (pairs.bound(limits[i]) * SLACK < best) {
        continue;
      }
      long count = pairs.count(keys[i]);
      if (count < limits[i]) {
        stale.add(i);
        limits[i] = count;
      }
      if (count > 0) {
        best = Math.max(best, pairs.offer(keys[i], count));
      }
      for (int child = 2 * i + 1; child <= 2 * i + 2 && child < size; child++) {
        seen.add(child);
      }
    }
    // Deepest first: each then sinks into branches that are in order.
    for (int s = stale.size() - 1; s >= 0; s--) {
      sink(stale.getInt(s));
    }
    while (size > 0 && limits[0] == 0) {
      limits[0] = limits[--size];
      keys[0] = keys[size];
      sink(0);
    }
  }

  private void sink(int from) {
    long limit = limits[from];
    long key = keys[from];
    int i = from;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && limits[child + 1] > limits[child]) {
        child++;
      }
      if (limits[child] <= limit) {
        break;
      }
      limits[i] = limits[child];
      keys[i] = keys[child];
      i = child;
    }
    limits[i] = limit;
    keys[i] = key;
  }
}
