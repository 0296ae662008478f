package io.steelyard.vocab.train;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Comparator;

/**
 * The state of word-piece training: words as pieces, how often each piece and each pair of
 * neighbours occurs, and which words hold it.
 *
 * <p>A pair's count is how often it can be merged, so it does not overlap itself: {@code aaa} holds
 * (a,a) once. The unknown character is a piece that counts but never merges.
 *
 * <p>Example: merging (l,o) in {@code _low x5, _lower x2} takes 7 from the counts of l and of o,
 * gives 7 to lo and takes 7 from the number of pieces.
 */
final class PieceCounts {
  /** A floor is this part below the count: smaller steps mean tighter limits, set more often. */
  private static final int MARGIN = 8;

  private final PieceWords words;
  private final int unknown;
  private final PieceCriterion criterion;
  private final long least;
  private final Comparator<long[]> ties;
  private final long[] pieceCounts;
  private long total;
  private final PairTable table = new PairTable();
  private final IntLists lists = new IntLists();
  private final PieceQueue queue = new PieceQueue();

  /** By piece: it occurs at least so often, until its pairs get new limits. */
  private final long[] floors;

  /** By piece: the pairs that it was ever in. */
  private final LongArrayList[] pairs;

  private long bestKey;
  private long bestCount;
  private double bestValue;

  /**
   * @param unknown the piece that never merges
   * @param size how many pieces there may be
   * @param least pairs of a lower count never merge; at least 1
   * @param ties which of two pairs (left, right) of equal value and count comes first
   */
  PieceCounts(
      PieceWords words,
      int unknown,
      int size,
      PieceCriterion criterion,
      long least,
      Comparator<long[]> ties) {
    this.words = words;
    this.unknown = unknown;
    this.criterion = criterion;
    this.least = least;
    this.ties = ties;
    this.pieceCounts = new long[size];
    this.floors = new long[size];
    this.pairs = new LongArrayList[size];
    Change change = new Change();
    for (int w = 0; w < words.size(); w++) {
      for (int i = words.starts()[w], end = i + words.lengths()[w]; i < end; i++) {
        pieceCounts[words.pieces()[i]] += words.counts()[w];
        total += words.counts()[w];
      }
      tally(w, 1, change, -1);
    }
    for (int piece = 0; piece < size; piece++) {
      floors[piece] = floor(piece);
    }
    apply(change);
  }

  /** What a merge does to pairs: how their counts change, and where new ones are. */
  private static final class Change {
    final Long2LongOpenHashMap counts = new Long2LongOpenHashMap();
    final Long2ObjectOpenHashMap<IntArrayList> places = new Long2ObjectOpenHashMap<>();
  }

  /**
   * Adds or takes away the pairs of a word.
   *
   * @param piece notes where its pairs are; -1 for those of all
   */
  private void tally(int word, int sign, Change change, int piece) {
    int[] pieces = words.pieces();
    int last = words.starts()[word] + words.lengths()[word] - 1;
    boolean used = false;
    for (int i = words.starts()[word]; i < last; i++) {
      int a = pieces[i];
      int b = pieces[i + 1];
      if (a == b && used) {
        used = false;
        continue;
      }
      used = a == b;
      if (a == unknown || b == unknown) {
        continue;
      }
      long key = PairTable.key(a, b);
      change.counts.addTo(key, sign * words.counts()[word]);
      if (piece < 0 || a == piece || b == piece) {
        IntArrayList places = change.places.get(key);
        if (places == null) {
          places = new IntArrayList(2);
          change.places.put(key, places);
        }
        if (places.isEmpty() || places.getInt(places.size() - 1) != word) {
          places.add(word);
        }
      }
    }
  }

  private void apply(Change change) {
    for (Long2LongMap.Entry e : change.counts.long2LongEntrySet()) {
      long key = e.getLongKey();
      int entry = table.find(key);
      if (entry < 0) {
        if (e.getLongValue() > 0) {
          insert(key, e.getLongValue(), change.places.get(key));
        }
        continue;
      }
      long count = table.count(entry) + e.getLongValue();
      table.setCount(entry, count);
      if (count < least && queue.has(entry)) {
        queue.remove(entry);
      }
      if (count == 0) {
        lists.free(table.list(entry));
        table.remove(entry);
      }
    }
  }

  private void insert(long key, long count, IntArrayList places) {
    int entry = table.insert(key, count, list(places));
    if (count >= least) {
      queue.add(entry, limit(entry));
      note(PairTable.left(key), key);
      if (PairTable.left(key) != PairTable.right(key)) {
        note(PairTable.right(key), key);
      }
    }
  }

  private void note(int piece, long key) {
    if (pairs[piece] == null) {
      pairs[piece] = new LongArrayList(4);
    }
    pairs[piece].add(key);
  }

  private long floor(int piece) {
    return pieceCounts[piece] - pieceCounts[piece] / MARGIN;
  }

  private double limit(int entry) {
    int a = PairTable.left(table.key(entry));
    int b = PairTable.right(table.key(entry));
    return criterion.limit(table.count(entry), floors[a], floors[b], a == b, total);
  }

  /** Gives new limits to the pairs of a piece that has become rarer than its floor. */
  private void lower(int piece) {
    if (pieceCounts[piece] >= floors[piece]) {
      return;
    }
    floors[piece] = floor(piece);
    LongArrayList keys = pairs[piece];
    int kept = 0;
    for (int i = 0; i < keys.size(); i++) {
      int entry = table.find(keys.getLong(i));
      if (entry >= 0 && queue.has(entry)) {
        queue.setLimit(entry, limit(entry));
        keys.set(kept++, keys.getLong(i));
      }
    }
    keys.size(kept);
  }

  private long list(IntArrayList places) {
    long list = lists.allocate(places.size());
    places.getElements(0, lists.chunk(list), IntLists.at(list) + 1, places.size());
    return list;
  }

  /**
   * Finds the pair to merge next: of the highest value, then the highest count, then the first by
   * text.
   *
   * @param threshold pairs of a lower value never merge
   * @return the pair's key, or -1 if there is none
   */
  long best(double threshold) {
    bestKey = -1;
    bestCount = 0;
    bestValue = threshold;
    queue.search(threshold, this::offer, this::limit);
    return bestKey;
  }

  /** The value of the pair that {@link #best} found. */
  double bestValue() {
    return bestValue;
  }

  /** The count of the pair that {@link #best} found. */
  long bestCount() {
    return bestCount;
  }

  private double offer(int entry) {
    long key = table.key(entry);
    long count = table.count(entry);
    int a = PairTable.left(key);
    int b = PairTable.right(key);
    double value = criterion.value(count, pieceCounts[a], pieceCounts[b], a == b, total);
    if (better(key, count, value)) {
      bestKey = key;
      bestCount = count;
      bestValue = value;
    }
    return bestValue;
  }

  private boolean better(long key, long count, double value) {
    if (bestKey < 0 || value != bestValue) {
      return bestKey < 0 ? value >= bestValue : value > bestValue;
    }
    if (count != bestCount) {
      return count > bestCount;
    }
    return ties.compare(
            new long[] {PairTable.left(key), PairTable.right(key)},
            new long[] {PairTable.left(bestKey), PairTable.right(bestKey)})
        < 0;
  }

  /** Lets a pair never merge. */
  void block(long key) {
    queue.remove(table.find(key));
  }

  /** Merges a pair into a piece that is not in use yet. */
  void merge(long key, int result) {
    int a = PairTable.left(key);
    int b = PairTable.right(key);
    long list = table.list(table.find(key));
    int[] chunk = lists.chunk(list);
    int at = IntLists.at(list);
    Change change = new Change();
    for (int k = 1; k <= chunk[at]; k++) {
      int word = chunk[at + k];
      if (!words.has(word, a, b)) {
        continue;
      }
      tally(word, -1, change, result);
      long n = words.replace(word, a, b, result) * words.counts()[word];
      tally(word, 1, change, result);
      pieceCounts[a] -= n;
      pieceCounts[b] -= n;
      pieceCounts[result] += n;
      total -= n;
    }
    floors[result] = floor(result);
    apply(change);
    lower(a);
    lower(b);
  }

  /** How often a piece occurs now. */
  long pieceCount(int piece) {
    return pieceCounts[piece];
  }

  /** How many pieces there are now. */
  long total() {
    return total;
  }
}
