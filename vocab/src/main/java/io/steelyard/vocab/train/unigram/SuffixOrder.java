package io.steelyard.vocab.train.unigram;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;

/**
 * Sorts the places of a text by what follows there, up to the end of the run and to a depth: a
 * suffix array as far as pieces reach. Three-way quicksort by one character at a time (Bentley and
 * Sedgewick 1997), so that runs of one letter cost no more than others.
 *
 * <p>Example: {@code b a n a n a 0} gives the places of {@code a, ana, anana, banana, na, nana}.
 */
final class SuffixOrder {
  private static final int SMALL = 12;
  private static final int ALONE = 1 << 14;

  private final char[] chars;
  private final int depth;

  private SuffixOrder(char[] chars, int depth) {
    this.chars = chars;
    this.depth = depth;
  }

  /**
   * @param chars runs, each ended by 0
   * @param depth how many characters are looked at; places alike so far come in any fixed order
   * @return the places of characters other than 0
   */
  static int[] of(char[] chars, int depth, ForkJoinPool pool) {
    int n = 0;
    for (char c : chars) {
      n += c == 0 ? 0 : 1;
    }
    int[] places = new int[n];
    n = 0;
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] != 0) {
        places[n++] = i;
      }
    }
    pool.invoke(new SuffixOrder(chars, depth).new Part(places, 0, n, 0));
    return places;
  }

  /** How many characters two places have in common, to the depth. */
  static int common(char[] chars, int a, int b, int depth) {
    int n = 0;
    while (n < depth && chars[a + n] == chars[b + n] && chars[a + n] != 0) {
      n++;
    }
    return n;
  }

  private final class Part extends RecursiveAction {
    private static final long serialVersionUID = 1;
    private final int[] places;
    private final int first;
    private final int last;
    private final int level;

    Part(int[] places, int from, int to, int level) {
      this.places = places;
      this.first = from;
      this.last = to;
      this.level = level;
    }

    @Override
    protected void compute() {
      sort(first, last, level);
    }

    /** The largest of the three parts is gone on with, so calls are never deeper than log n. */
    private void sort(int first, int last, int start) {
      int from = first;
      int to = last;
      int d = start;
      while (to - from > SMALL && d < depth) {
        char pivot = pivot(from, to, d);
        int less = from;
        int more = to;
        for (int i = from; i < more; ) {
          char c = chars[places[i] + d];
          if (c < pivot) {
            swap(less++, i++);
          } else if (c > pivot) {
            swap(i, --more);
          } else {
            i++;
          }
        }
        int sameDepth = pivot == 0 ? depth : d + 1;
        int a = less - from;
        int b = more - less;
        int c = to - more;
        if (b >= a && b >= c) {
          rest(from, less, d, more, to, d);
          from = less;
          to = more;
          d = sameDepth;
        } else if (a >= c) {
          rest(less, more, sameDepth, more, to, d);
          to = less;
        } else {
          rest(from, less, d, less, more, sameDepth);
          from = more;
        }
      }
      if (d < depth) {
        insert(from, to, d);
      }
    }

    private void rest(int from, int to, int d, int otherFrom, int otherTo, int otherDepth) {
      if (to - from > ALONE && otherTo - otherFrom > ALONE) {
        invokeAll(new Part(places, from, to, d), new Part(places, otherFrom, otherTo, otherDepth));
      } else {
        sort(from, to, d);
        sort(otherFrom, otherTo, otherDepth);
      }
    }

    private char pivot(int from, int to, int d) {
      char a = chars[places[from] + d];
      char b = chars[places[from + to >>> 1] + d];
      char c = chars[places[to - 1] + d];
      char low = a < b ? a : b;
      char high = a < b ? b : a;
      return c < low ? low : c > high ? high : c;
    }

    private void swap(int i, int k) {
      int place = places[i];
      places[i] = places[k];
      places[k] = place;
    }

    private void insert(int from, int to, int d) {
      for (int i = from + 1; i < to; i++) {
        int place = places[i];
        int k = i;
        while (k > from && before(place, places[k - 1], d)) {
          places[k] = places[k - 1];
          k--;
        }
        places[k] = place;
      }
    }

    private boolean before(int a, int b, int d) {
      for (int i = d; i < depth; i++) {
        char x = chars[a + i];
        char y = chars[b + i];
        if (x != y) {
          return x < y;
        }
        if (x == 0) {
          return false;
        }
      }
      return false;
    }
  }
}
