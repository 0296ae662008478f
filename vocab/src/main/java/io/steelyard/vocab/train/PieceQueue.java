package io.steelyard.vocab.train;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Pairs, known by small numbers, in a heap by a limit that their values do not pass; searched from
 * the top for the one of the highest value.
 *
 * <p>Values rise and fall with every merge, so a heap of values would be stale in both directions.
 * Limits only need to be true: the search goes down the heap and leaves a branch as soon as its
 * limit is below the best value found, and lowers the limits of what it looked at.
 *
 * <p>Example: with best value 29.8 so far, a branch under a pair of limit 16.9 is not entered.
 */
final class PieceQueue {
  /** Rounding may put a value above its limit by a few units in the last place. */
  private static final double SLACK = 1 + 1e-9;

  private static final int OUT = -1;

  private int[] heap = new int[1 << 10];
  private int size;

  /** By pair: its limit, and where it is in the heap. */
  private double[] limits = new double[1 << 10];

  private int[] places = filled(1 << 10);
  private final IntArrayList seen = new IntArrayList();

  private static int[] filled(int n) {
    int[] places = new int[n];
    Arrays.fill(places, OUT);
    return places;
  }

  /** Looks at a pair and returns the best value seen so far. */
  interface Offer {
    double value(int pair);
  }

  boolean has(int pair) {
    return pair < places.length && places[pair] != OUT;
  }

  /** Adds a pair that is not in. */
  void add(int pair, double limit) {
    if (pair >= places.length) {
      int old = places.length;
      int capacity = Math.max(pair + 1, old + (old >> 1));
      places = Arrays.copyOf(places, capacity);
      Arrays.fill(places, old, capacity, OUT);
      limits = Arrays.copyOf(limits, capacity);
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size + (size >> 1));
    }
    limits[pair] = limit;
    put(pair, size++);
    rise(pair);
  }

  void remove(int pair) {
    int hole = places[pair];
    places[pair] = OUT;
    int last = heap[--size];
    if (last != pair) {
      put(last, hole);
      sink(last);
      rise(last);
    }
  }

  void setLimit(int pair, double limit) {
    limits[pair] = limit;
    sink(pair);
    rise(pair);
  }

  /**
   * Offers every pair whose limit reaches the best value found.
   *
   * @param least the best value to begin with
   * @param limit the limit that a pair has now, at most the one it has here
   */
  void search(double least, Offer offer, IntToDoubleFunction limit) {
    double best = least;
    seen.clear();
    if (size > 0) {
      seen.add(0);
    }
    int offered = 0;
    for (int s = 0; s < seen.size(); s++) {
      int place = seen.getInt(s);
      int pair = heap[place];
      if (limits[pair] * SLACK < best) {
        continue;
      }
      best = Math.max(best, offer.value(pair));
      seen.set(offered++, pair);
      for (int child = 2 * place + 1; child <= 2 * place + 2 && child < size; child++) {
        seen.add(child);
      }
    }
    // Deepest first: each then sinks into branches that are in order.
    for (int s = offered - 1; s >= 0; s--) {
      int pair = seen.getInt(s);
      double now = limit.applyAsDouble(pair);
      if (now < limits[pair]) {
        limits[pair] = now;
        sink(pair);
      }
    }
  }

  private void put(int pair, int place) {
    heap[place] = pair;
    places[pair] = place;
  }

  private void rise(int pair) {
    int i = places[pair];
    while (i > 0 && limits[heap[(i - 1) >> 1]] < limits[pair]) {
      put(heap[(i - 1) >> 1], i);
      i = (i - 1) >> 1;
    }
    put(pair, i);
  }

  private void sink(int pair) {
    int i = places[pair];
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && limits[heap[child + 1]] > limits[heap[child]]) {
        child++;
      }
      if (limits[heap[child]] <= limits[pair]) {
        break;
      }
      put(heap[child], i);
      i = child;
    }
    put(pair, i);
  }
}
