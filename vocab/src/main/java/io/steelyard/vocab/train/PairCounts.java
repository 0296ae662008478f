package io.steelyard.vocab.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.function.LongPredicate;

/**
 * The state of byte-pair training: words as tokens, the count of every pair, where it occurs, and
 * which pair is next. {@link #merge} changes only what the merge touches.
 *
 * <p>A pair's count is the number of neighbouring positions that hold it, overlapping ones too
 * ({@code aaa} has (a,a) twice), each weighing its word's count. Counts only fall after a pair's
 * first appearance, so pairs below a moving floor need not be queued: when the queue runs dry the
 * floor is lowered and the table is walked once.
 *
 * <p>Where the words come as tokens already, the many pairs below a second bound are not even kept
 * in the table; should training ever fall to the bound, all pairs are counted again with a lower
 * one.
 *
 * <p>Same result for any number of threads: threads take consecutive parts of a pair's word list
 * and what they found is added up in that order, in whole numbers.
 */
final class PairCounts {
  /** Below this many words a merge is too short to be worth waking another thread. */
  private static final int WORDS_PER_THREAD = 2048;

  /** How far the floor falls at a time. */
  private static final int FLOOR_STEP = 4;

  private static final int BYTES = 256;

  private final TokenizedWords words;
  private final LongPredicate allowed;
  private PairTable table = new PairTable();
  private IntLists lists = new IntLists();
  private final PairQueue queue = new PairQueue();
  private final MergePass[] passes;
  private final long[] cursor;
  private final long least;
  private long floor;

  /** Pairs of a lower count are not in the table. */
  private long tracked;

  /** Not bytes but any tokens to begin with. */
  private static final int TOKENS = -1;

  /** Pairs of tokens tracked at first, for each token that may still be made. */
  private static final int TRACKED = 4;

  /**
   * @param firstByte the id of the first of the 256 byte tokens, whose ids are consecutive
   * @param tokens how many ids there may be
   * @param least pairs of a lower count are never chosen; at least 1
   * @param allowed which pairs (as {@link PairTable#key}) may ever merge; a pure function
   */
  PairCounts(
      TokenizedWords words,
      int firstByte,
      int tokens,
      long least,
      LongPredicate allowed,
      int threads) {
    this.words = words;
    this.allowed = allowed;
    this.least = least;
    this.passes = new MergePass[threads];
    for (int t = 0; t < threads; t++) {
      passes[t] = new MergePass(tokens);
    }
    this.cursor = new long[tokens];
    this.floor = Long.MAX_VALUE;
    this.tracked = least;
    if (firstByte != TOKENS) {
      countBytePairs(firstByte);
    }
  }

  /**
   * Counts over words that are tokens already, each token made in one way only.
   *
   * @param wanted how many merges are to come; a hint
   */
  static PairCounts ofTokens(
      TokenizedWords words,
      int tokens,
      int wanted,
      long least,
      LongPredicate allowed,
      int threads) {
    PairCounts pairs = new PairCounts(words, TOKENS, tokens, least, allowed, threads);
    pairs.countTokenPairs(0, (long) TRACKED * Math.max(1, wanted));
    return pairs;
  }

  /**
   * Counts and lists the pairs of tokens, the most frequent ones: at most so many and of at least
   * this count; all of at least this count if it is not 0.
   */
  private void countTokenPairs(long atLeast, long most) {
    int threads = passes.length;
    PairSurvey[] surveys = new PairSurvey[threads];
    inParallel(
        threads,
        t -> {
          surveys[t] = new PairSurvey();
          surveys[t].count(words, first(t, threads), first(t + 1, threads));
        });
    if (atLeast > 0) {
      tracked = atLeast;
    } else {
      long[] buckets = new long[KeptWords.BUCKETS];
      eachPair(surveys, (key, count, slots) -> buckets[KeptWords.bucket(count)]++);
      int lowest = buckets.length;
      for (long sum = 0; lowest > 0 && sum + buckets[lowest - 1] <= most; ) {
        sum += buckets[--lowest];
      }
      tracked = Math.max(least, KeptWords.lowestOf(lowest));
    }
    eachPair(
        surveys,
        (key, count, slots) -> {
          boolean keep = count >= tracked && allowed.test(key);
          int size = 0;
          for (int t = 0; t < threads; t++) {
            size += slots[t] < 0 ? 0 : surveys[t].words(slots[t]);
          }
          long address = keep ? lists.allocate(size) : 0;
          if (keep) {
            table.insert(key, count, address);
          }
          long next = keep ? address + 1 : 0;
          for (int t = 0; t < threads; t++) {
            if (slots[t] >= 0) {
              surveys[t].writeTo(slots[t], next);
              next += keep ? surveys[t].words(slots[t]) : 0;
            }
          }
        });
    inParallel(
        threads, t -> surveys[t].list(words, first(t, threads), first(t + 1, threads), lists));
  }

  private interface Surveyed {
    /** A pair, its count, and its slot in each survey, -1 where it has none. */
    void pair(long key, long count, int[] slots);
  }

  private static void eachPair(PairSurvey[] surveys, Surveyed out) {
    int[] slots = new int[surveys.length];
    for (int owner = 0; owner < surveys.length; owner++) {
      for (int slot = 0; slot < surveys[owner].slots(); slot++) {
        if (!surveys[owner].used(slot)) {
          continue;
        }
        long key = surveys[owner].key(slot);
        long count = 0;
        boolean first = true;
        for (int t = 0; t < surveys.length; t++) {
          int at = surveys[t].find(key);
          slots[t] = surveys[t].used(at) ? at : -1;
          first &= t >= owner || slots[t] < 0;
          count += slots[t] < 0 ? 0 : surveys[t].count(at);
        }
        if (first) {
          out.pair(key, count, slots);
        }
      }
    }
  }

  /** Counts and lists the pairs of bytes; each thread takes an equal run of words. */
  private void countBytePairs(int firstByte) {
    int threads = passes.length;
    long[][] counts = new long[threads][];
    int[][] sizes = new int[threads][];
    inParallel(
        threads,
        t -> {
          counts[t] = new long[BYTES * BYTES];
          sizes[t] = new int[BYTES * BYTES];
          int[] last = new int[BYTES * BYTES];
          for (int w = first(t, threads); w < first(t + 1, threads); w++) {
            int end = words.starts[w] + words.lengths[w];
            for (int i = words.starts[w] + 1; i < end; i++) {
              int pair = bytePair(i, firstByte);
              counts[t][pair] += words.counts[w];
              if (last[pair] != w + 1) {
                last[pair] = w + 1;
                sizes[t][pair]++;
              }
            }
          }
        });
    long[] address = new long[BYTES * BYTES];
    for (int pair = 0; pair < BYTES * BYTES; pair++) {
      long count = 0;
      int size = 0;
      for (int t = 0; t < threads; t++) {
        count += counts[t][pair];
        int before = size;
        size += sizes[t][pair];
        sizes[t][pair] = before;
      }
      long key = PairTable.key(firstByte + pair / BYTES, firstByte + pair % BYTES);
      if (count > 0 && allowed.test(key)) {
        address[pair] = lists.allocate(size);
        table.insert(key, count, address[pair]);
      }
    }
    inParallel(
        threads,
        t -> {
          int[] last = new int[BYTES * BYTES];
          for (int w = first(t, threads); w < first(t + 1, threads); w++) {
            int end = words.starts[w] + words.lengths[w];
            for (int i = words.starts[w] + 1; i < end; i++) {
              int pair = bytePair(i, firstByte);
              if (last[pair] != w + 1 && address[pair] != 0) {
                last[pair] = w + 1;
                int at = IntLists.at(address[pair]) + 1 + sizes[t][pair]++;
                lists.chunk(address[pair])[at] = w;
              }
            }
          }
        });
  }

  private int bytePair(int i, int firstByte) {
    return (words.symbols[i - 1] - firstByte) * BYTES + words.symbols[i] - firstByte;
  }

  private int first(int thread, int threads) {
    return (int) ((long) words.size() * thread / threads);
  }

  /** The most frequent pair, the lowest (left, right) among equals; -1 if none is left. */
  long best() {
    while (true) {
      if (queue.isEmpty()) {
        if (!lowerFloor()) {
          return -1;
        }
        continue;
      }
      long key = queue.topKey();
      int entry = table.find(key);
      long count = entry < 0 ? 0 : table.count(entry);
      if (count < floor) {
        queue.pop();
      } else if (count != queue.topCount()) {
        queue.replaceTop(count);
      } else {
        return key;
      }
    }
  }

  private boolean lowerFloor() {
    if (floor <= least) {
      return false;
    }
    long highest = highest();
    while (highest < tracked && tracked > least) {
      table = new PairTable();
      lists = new IntLists();
      countTokenPairs(Math.max(least, tracked / FLOOR_STEP), Long.MAX_VALUE);
      highest = highest();
    }
    if (highest < least) {
      floor = least;
      return false;
    }
    floor = Math.max(tracked, highest / FLOOR_STEP);
    for (int entry = 0; entry < table.end(); entry++) {
      if (table.count(entry) >= floor) {
        queue.push(table.count(entry), table.key(entry));
      }
    }
    return true;
  }

  private long highest() {
    long highest = 0;
    for (int entry = 0; entry < table.end(); entry++) {
      highest = Math.max(highest, table.count(entry));
    }
    return highest;
  }

  long count(long key) {
    int entry = table.find(key);
    return entry < 0 ? 0 : table.count(entry);
  }

  /** Takes a pair out for good without merging it. */
  void reject(long key) {
    int entry = table.find(key);
    lists.free(table.list(entry));
    table.remove(entry);
  }

  /** Replaces the pair by the token {@code result} everywhere; nothing if it does not occur. */
  void merge(int a, int b, int result) {
    int entry = table.find(PairTable.key(a, b));
    if (entry < 0) {
      return;
    }
    MergePass seen = replace(table.list(entry), a, b, result);
    lists.free(table.list(entry));
    table.remove(entry);
    // (b,a) stood between two neighbouring matches.
    lower(b, a, seen.between.weight[MergePass.SELF]);
    for (int i = 0; i < seen.left.touchedCount; i++) {
      int x = seen.left.touched[i];
      lower(x, a, seen.left.weight[x]);
    }
    for (int i = 0; i < seen.right.touchedCount; i++) {
      int y = seen.right.touched[i];
      lower(b, y, seen.right.weight[y]);
    }
    raise(seen.left, result, true);
    raise(seen.right, result, false);
    raiseSelf(seen.between, result);
    seen.clear();
  }

  private MergePass replace(long address, int a, int b, int result) {
    int[] list = lists.chunk(address);
    int from = IntLists.at(address) + 1;
    int n = list[from - 1];
    int parts = Math.max(1, Math.min(passes.length, n / WORDS_PER_THREAD));
    if (parts == 1) {
      passes[0].replace(words, list, from, from + n, a, b, result);
    } else {
      inParallel(
          parts,
          t ->
              passes[t].replace(
                  words,
                  list,
                  from + (int) ((long) n * t / parts),
                  from + (int) ((long) n * (t + 1) / parts),
                  a,
                  b,
                  result));
      for (int t = 1; t < parts; t++) {
        passes[0].addAll(passes[t]);
      }
    }
    return passes[0];
  }

  private void lower(int left, int right, long weight) {
    if (weight == 0) {
      return;
    }
    int entry = table.find(PairTable.key(left, right));
    if (entry < 0) {
      return; // the merged pair itself, or one that may not merge or is too rare
    }
    long count = table.count(entry) - weight;
    if (count < 0) {
      throw new IllegalStateException("the count of pair " + left + "," + right + " fell below 0");
    }
    if (count == 0) {
      lists.free(table.list(entry));
      table.remove(entry);
    } else {
      table.setCount(entry, count);
    }
  }

  /** Adds the pairs of a new token with its neighbours on one side. */
  private void raise(Neighbours side, int result, boolean neighbourIsLeft) {
    for (int i = 0; i < side.touchedCount; i++) {
      int token = side.touched[i];
      long key = neighbourIsLeft ? PairTable.key(token, result) : PairTable.key(result, token);
      cursor[token] = allowed.test(key) ? open(key, side.weight[token], side.words[token]) : 0;
    }
    for (int i = 0; i < side.entries; i++) {
      long at = cursor[side.entryToken[i]];
      if (at != 0) {
        lists.chunk(at)[IntLists.at(at)] = side.entryWord[i];
        cursor[side.entryToken[i]] = at + 1;
      }
    }
  }

  private void raiseSelf(Neighbours between, int result) {
    long key = PairTable.key(result, result);
    if (between.entries > 0 && allowed.test(key)) {
      long at = open(key, between.weight[MergePass.SELF], between.words[MergePass.SELF]);
      if (at != 0) {
        System.arraycopy(between.entryWord, 0, lists.chunk(at), IntLists.at(at), between.entries);
      }
    }
  }

  /**
   * Raises a pair's count, makes room for {@code n} more words, returns where they go; 0 for a pair
   * too rare to be tracked.
   */
  private long open(long key, long weight, int n) {
    int entry = table.find(key);
    long count = weight;
    long address;
    int old = 0;
    if (entry < 0 && weight < tracked) {
      return 0;
    }
    if (entry < 0) {
      address = lists.allocate(n);
      table.insert(key, weight, address);
    } else {
      // Only when two merges make the same token: the pair is there already.
      long before = table.list(entry);
      old = lists.chunk(before)[IntLists.at(before)];
      address = lists.allocate(old + n);
      System.arraycopy(
          lists.chunk(before),
          IntLists.at(before) + 1,
          lists.chunk(address),
          IntLists.at(address) + 1,
          old);
      lists.free(before);
      count += table.count(entry);
      table.setCount(entry, count);
      table.setList(entry, address);
    }
    if (count >= floor) {
      queue.push(count, key);
    }
    return address + 1 + old;
  }

  private interface Part {
    void run(int part);
  }

  private static void inParallel(int parts, Part part) {
    if (parts == 1) {
      part.run(0);
      return;
    }
    List<ForkJoinTask<?>> tasks = new ArrayList<>(parts);
    for (int t = 0; t < parts; t++) {
      int number = t;
      tasks.add(ForkJoinTask.adapt(() -> part.run(number)));
    }
    ForkJoinTask.invokeAll(tasks);
  }
}
