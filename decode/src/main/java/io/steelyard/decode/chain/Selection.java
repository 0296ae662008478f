package io.steelyard.decode.chain;

import io.steelyard.core.draws.Draws;

/**
 * The largest few of many, without sorting the rest: keys and ids in two arrays, ordered by key
 * descending, then id ascending. Nothing is allocated and nothing is lost: what is not among the
 * first only changes places.
 */
final class Selection {
  private static final int SMALL = 16;
  private static final int LEAST_BUFFER = 64;

  private Selection() {}

  /**
   * Makes {@code [from, from + m)} the m first of {@code [from, to)}, in order.
   *
   * <p>One pass with a threshold that rises: candidates that beat it gather behind the best m seen
   * so far; when there are 2m of them, the better half stays and sets the new threshold.
   */
  static void top(double[] key, int[] id, int from, int to, int m) {
    int n = to - from;
    if (m < n) {
      gather(key, id, from, to, m);
    }
    sort(key, id, from, from + Math.min(m, n));
  }

  private static void gather(double[] key, int[] id, int from, int to, int m) {
    int buffer = Math.max(LEAST_BUFFER, 2 * m);
    int full = from + buffer;
    if (full >= to) {
      select(key, id, from, to, m);
      return;
    }
    select(key, id, from, full, m);
    int out = from + m;
    int worst = worst(key, id, from, out);
    double least = key[worst];
    int leastId = id[worst];
    for (int i = full; i < to; i++) {
      double k = key[i];
      if (k > least || k == least && id[i] < leastId) {
        swap(key, id, out++, i);
        if (out == full) {
          select(key, id, from, full, m);
          out = from + m;
          worst = worst(key, id, from, out);
          least = key[worst];
          leastId = id[worst];
        }
      }
    }
    select(key, id, from, out, m);
  }

  private static int worst(double[] key, int[] id, int from, int to) {
    int worst = from;
    for (int i = from + 1; i < to; i++) {
      if (before(key[worst], id[worst], key[i], id[i])) {
        worst = i;
      }
    }
    return worst;
  }

  /** Makes {@code [lo, lo + m)} the m first of {@code [lo, hi)}, in no order. */
  static void select(double[] key, int[] id, int lo, int hi, int m) {
    int last = lo + m - 1;
    while (hi - lo > SMALL) {
      int pivot = lo + (int) Draws.below(Draws.mix(lo, hi), hi - lo);
      double k = key[pivot];
      int v = id[pivot];
      int i = lo;
      int j = hi - 1;
      while (i <= j) {
        while (before(key[i], id[i], k, v)) {
          i++;
        }
        while (before(k, v, key[j], id[j])) {
          j--;
        }
        if (i <= j) {
          swap(key, id, i++, j--);
        }
      }
      if (last <= j) {
        hi = j + 1;
      } else if (last >= i) {
        lo = i;
      } else {
        return;
      }
    }
    insertion(key, id, lo, hi);
  }

  /** Puts {@code [lo, hi)} in order. */
  static void sort(double[] key, int[] id, int lo, int hi) {
    while (hi - lo > SMALL) {
      int pivot = lo + (int) Draws.below(Draws.mix(lo, hi), hi - lo);
      double k = key[pivot];
      int v = id[pivot];
      int i = lo;
      int j = hi - 1;
      while (i <= j) {
        while (before(key[i], id[i], k, v)) {
          i++;
        }
        while (before(k, v, key[j], id[j])) {
          j--;
        }
        if (i <= j) {
          swap(key, id, i++, j--);
        }
      }
      if (j + 1 - lo < hi - i) {
        sort(key, id, lo, j + 1);
        lo = i;
      } else {
        sort(key, id, i, hi);
        hi = j + 1;
      }
    }
    insertion(key, id, lo, hi);
  }

  private static void insertion(double[] key, int[] id, int lo, int hi) {
    for (int i = lo + 1; i < hi; i++) {
      double k = key[i];
      int v = id[i];
      int j = i - 1;
      while (j >= lo && before(k, v, key[j], id[j])) {
        key[j + 1] = key[j];
        id[j + 1] = id[j];
        j--;
      }
      key[j + 1] = k;
      id[j + 1] = v;
    }
  }

  private static boolean before(double a, int idA, double b, int idB) {
    return a > b || a == b && idA < idB;
  }

  private static void swap(double[] key, int[] id, int i, int j) {
    double k = key[i];
    key[i] = key[j];
    key[j] = k;
    int v = id[i];
    id[i] = id[j];
    id[j] = v;
  }
}
