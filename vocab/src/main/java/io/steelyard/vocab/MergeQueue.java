package io.steelyard.vocab;

import java.util.Arrays;

/**
 * Merges a long run of symbols in O(n log n): symbols in a linked list, candidate merges in a
 * binary heap of {@code rank << 32 | position}, so equal ranks come out leftmost first. An entry is
 * stale when the pair at its position has changed since; it is then skipped.
 *
 * <p>Example: {@code a a a a} with {@code aa} of rank 0 and {@code aaaa} of rank 1: the heap gives
 * (0, position 0), then (0, 1), which is stale because position 1 has been swallowed, then (0, 2),
 * then (1, 0).
 */
final class MergeQueue {
  private final PairTable pairs;
  private int[] ids = new int[0];
  private int[] next = new int[0];
  private int[] previous = new int[0];
  private long[] merges = new long[0];
  private long[] heap = new long[0];
  private int heapSize;

  MergeQueue(PairTable pairs) {
    this.pairs = pairs;
  }

  /** The array to fill with the {@code n} initial symbols before {@link #run}. */
  int[] symbols(int n) {
    if (ids.length < n) {
      int length = Math.max(n, 2 * ids.length);
      ids = new int[length];
      next = new int[length];
      previous = new int[length];
      merges = new long[length];
    }
    return ids;
  }

  /** Applies all merges to the first {@code n} symbols; walk the rest with {@link #next}. */
  void run(int n) {
    if (heap.length < n) {
      heap = new long[n];
    }
    heapSize = 0;
    for (int i = 0; i < n; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      merges[i] = i + 1 < n ? pairs.merge(ids[i], ids[i + 1]) : PairTable.NONE;
      if (merges[i] != PairTable.NONE) {
        heap[heapSize++] = entry(i);
      }
    }
    for (int i = heapSize / 2 - 1; i >= 0; i--) {
      sink(i);
    }
    while (heapSize > 0) {
      long top = heap[0];
      heap[0] = heap[--heapSize];
      sink(0);
      int at = (int) top;
      if (merges[at] == PairTable.NONE || entry(at) != top) {
        continue;
      }
      apply(at, n);
    }
  }

  private long entry(int at) {
    return merges[at] & 0xFFFFFFFF00000000L | at;
  }

  private void apply(int at, int n) {
    int swallowed = next[at];
    int after = next[swallowed];
    ids[at] = (int) merges[at];
    merges[swallowed] = PairTable.NONE;
    next[at] = after;
    if (after < n) {
      previous[after] = at;
      merges[at] = pairs.merge(ids[at], ids[after]);
      offer(at);
    } else {
      merges[at] = PairTable.NONE;
    }
    int before = previous[at];
    if (before >= 0) {
      merges[before] = pairs.merge(ids[before], ids[at]);
      offer(before);
    }
  }

  /** The position after {@code at}; the end is the {@code n} given to {@link #run}. */
  int next(int at) {
    return next[at];
  }

  int id(int at) {
    return ids[at];
  }

  private void offer(int at) {
    if (merges[at] == PairTable.NONE) {
      return;
    }
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, heap.length + (heap.length >> 1) + 16);
    }
    long value = entry(at);
    int i = heapSize++;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (heap[parent] <= value) {
        break;
      }
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = value;
  }

  private void sink(int i) {
    if (i >= heapSize) {
      return;
    }
    long value = heap[i];
    while (true) {
      int child = 2 * i + 1;
      if (child >= heapSize) {
        break;
      }
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= value) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = value;
  }
}
