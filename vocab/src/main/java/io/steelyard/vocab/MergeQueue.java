package io.steelyard.vocab;

import it.unimi.dsi.fastutil.ints.IntHeapPriorityQueue;
import it.unimi.dsi.fastutil.longs.LongHeapPriorityQueue;
import java.util.Arrays;

/**
 * Merges a long run of symbols: symbols in a linked list, candidate merges in one bucket per rank.
 * The lowest bucket is emptied from left to right; what it brings up of higher rank goes to the
 * buckets, what it brings up of its own or a lower rank (rare: a rank file may do so) to a small
 * heap that comes first. An entry is stale when the pair at its position has changed since; it is
 * then skipped. Time is linear but for sorting the buckets that were not filled from left to right.
 *
 * <p>Example: {@code a a a a} with {@code aa} of rank 0 and {@code aaaa} of rank 1: bucket 0 gives
 * position 0, then 1, which is stale because it has been swallowed, then 2; bucket 1 gives 0.
 */
final class MergeQueue {
  private static final int NO_ENTRY = -1;

  private final PairTable pairs;
  private int[] ids = new int[0];
  private int[] next = new int[0];
  private int[] previous = new int[0];

  /** The rank of the merge of a symbol with the next one, or {@link PairTable#NONE}. */
  private int[] merges = new int[0];

  /** By rank: its last entry, or {@link #NO_ENTRY}. */
  private int[] last;

  /** By entry: position in the low half, the entry before it in the same bucket in the high. */
  private long[] entries = new long[0];

  private int entryCount;

  /** Ranks whose bucket is not empty. */
  private final IntHeapPriorityQueue ranks = new IntHeapPriorityQueue();

  /** {@code rank << 32 | position} of candidates that do not rank after the open bucket. */
  private final LongHeapPriorityQueue urgent = new LongHeapPriorityQueue();

  /** The positions of the open bucket. */
  private int[] open = new int[0];

  private int openRank;

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
      merges = new int[length];
    }
    return ids;
  }

  /** Applies all merges to the first {@code n} symbols; walk the rest with {@link #next}. */
  void run(int n) {
    if (last == null) {
      last = new int[pairs.ranks()];
      Arrays.fill(last, NO_ENTRY);
    }
    entryCount = 0;
    openRank = -1;
    for (int i = 0; i < n; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      merges[i] = i + 1 < n ? pairs.rank(ids[i], ids[i + 1]) : PairTable.NONE;
      offer(i);
    }
    while (!ranks.isEmpty()) {
      openRank = ranks.dequeueInt();
      int count = open(openRank);
      for (int i = 0; i < count || !urgent.isEmpty(); ) {
        long key = i < count ? (long) openRank << 32 | open[i] : Long.MAX_VALUE;
        if (!urgent.isEmpty() && urgent.firstLong() <= key) {
          key = urgent.dequeueLong();
        } else {
          i++;
        }
        int at = (int) key;
        if (merges[at] == key >>> 32) {
          apply(at, n);
        }
      }
    }
  }

  /** Moves the positions of a bucket to {@link #open}, in order, and returns how many they are. */
  private int open(int rank) {
    int count = 0;
    for (int entry = last[rank]; entry != NO_ENTRY; entry = (int) (entries[entry] >> 32)) {
      count++;
    }
    if (open.length < count) {
      open = new int[Math.max(count, 2 * open.length)];
    }
    boolean sorted = true;
    int i = count;
    for (int entry = last[rank]; entry != NO_ENTRY; entry = (int) (entries[entry] >> 32)) {
      open[--i] = (int) entries[entry];
      sorted &= i + 1 == count || open[i] <= open[i + 1];
    }
    if (!sorted) {
      Arrays.sort(open, 0, count);
    }
    last[rank] = NO_ENTRY;
    return count;
  }

  private void apply(int at, int n) {
    int swallowed = next[at];
    int after = next[swallowed];
    ids[at] = pairs.result(merges[at]);
    merges[swallowed] = PairTable.NONE;
    next[at] = after;
    if (after < n) {
      previous[after] = at;
      merges[at] = pairs.rank(ids[at], ids[after]);
      offer(at);
    } else {
      merges[at] = PairTable.NONE;
    }
    int before = previous[at];
    if (before >= 0) {
      merges[before] = pairs.rank(ids[before], ids[at]);
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
    int rank = merges[at];
    if (rank == PairTable.NONE) {
      return;
    }
    if (rank <= openRank) {
      urgent.enqueue((long) rank << 32 | at);
      return;
    }
    if (entryCount == entries.length) {
      entries = Arrays.copyOf(entries, entries.length + (entries.length >> 1) + 1024);
    }
    if (last[rank] == NO_ENTRY) {
      ranks.enqueue(rank);
    }
    entries[entryCount] = (long) last[rank] << 32 | at;
    last[rank] = entryCount++;
  }
}
