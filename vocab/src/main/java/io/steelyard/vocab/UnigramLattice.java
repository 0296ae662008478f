package io.steelyard.vocab;

import io.steelyard.core.draws.Draws;
import java.util.Arrays;

/**
 * All ways to cut one piece into tokens, for drawing one of them.
 *
 * <p>Over all ways: forward sums {@code F(end) = sum over tokens of F(start) exp(alpha score)} in
 * log space, then tokens are drawn from the end with probability {@code F(start) exp(alpha score) /
 * F(end)}. Over the n best: each end keeps its n best ways, and one of those at the last end is
 * drawn with probability proportional to {@code exp(alpha score)}.
 *
 * <p>Example: {@code ab} with {@code a -1, b -1, ab -2} and alpha 1 is {@code ab} or {@code a b},
 * half of the time each.
 */
final class UnigramLattice {
  private final UnigramModel model;
  private int[] arcStart = new int[256];
  private int[] arcEnd = new int[256];
  private int[] arcToken = new int[256];
  private double[] arcScore = new double[256];
  private int arcs;

  UnigramLattice(UnigramModel model) {
    this.model = model;
  }

  void sample(
      byte[] utf8, int from, int to, UnigramModel.Sampling how, long draw, UnigramModel.Path path) {
    int n = to - from;
    path.clear();
    path.end = Math.max(0, n);
    if (n <= 0) {
      return;
    }
    build(utf8, from, to);
    int[] byEnd = byEnd(n);
    if (how.nBest() == 0) {
      all(n, byEnd, how.alpha(), draw, path);
    } else {
      best(n, byEnd, how, draw, path);
    }
  }

  private void build(byte[] utf8, int from, int to) {
    arcs = 0;
    ByteTrie trie = model.trie();
    for (int i = from; i < to; ) {
      int length = UnigramModel.characterLength(utf8, i, to);
      boolean single = false;
      int node = 0;
      for (int k = i; k < to; k++) {
        node = trie.child(node, utf8[k]);
        if (node == ByteTrie.NONE) {
          break;
        }
        int id = trie.value(node);
        if (id != ByteTrie.NONE) {
          arc(i - from, k + 1 - from, id, model.wayScore(id));
          single |= k + 1 - i == length;
        }
      }
      if (!single) {
        arc(i - from, i - from + length, model.unknown(), model.unknownScore());
      }
      i += length;
    }
  }

  private void arc(int start, int end, int token, double score) {
    if (arcs == arcStart.length) {
      arcStart = Arrays.copyOf(arcStart, 2 * arcs);
      arcEnd = Arrays.copyOf(arcEnd, 2 * arcs);
      arcToken = Arrays.copyOf(arcToken, 2 * arcs);
      arcScore = Arrays.copyOf(arcScore, 2 * arcs);
    }
    arcStart[arcs] = start;
    arcEnd[arcs] = end;
    arcToken[arcs] = token;
    arcScore[arcs++] = score;
  }

  /** Arcs in the order of their ends: those that end at e are {@code [at[e], at[e + 1])}. */
  private int[] byEnd(int n) {
    int[] at = new int[n + 2];
    for (int a = 0; a < arcs; a++) {
      at[arcEnd[a] + 1]++;
    }
    for (int e = 0; e <= n; e++) {
      at[e + 1] += at[e];
    }
    int[] fill = at.clone();
    int[] starts = new int[arcs];
    int[] tokens = new int[arcs];
    double[] scores = new double[arcs];
    for (int a = 0; a < arcs; a++) {
      int slot = fill[arcEnd[a]]++;
      starts[slot] = arcStart[a];
      tokens[slot] = arcToken[a];
      scores[slot] = arcScore[a];
    }
    arcStart = starts;
    arcToken = tokens;
    arcScore = scores;
    arcEnd = new int[arcs];
    return at;
  }

  private void all(int n, int[] at, double alpha, long draw, UnigramModel.Path path) {
    double[] forward = new double[n + 1];
    Arrays.fill(forward, Double.NEGATIVE_INFINITY);
    forward[0] = 0;
    for (int e = 1; e <= n; e++) {
      for (int a = at[e]; a < at[e + 1]; a++) {
        forward[e] = logSum(forward[e], forward[arcStart[a]] + alpha * arcScore[a]);
      }
    }
    long step = 0;
    for (int e = n; e > 0; ) {
      double u = Draws.unit(Draws.mix(draw, step++));
      int chosen = -1;
      for (int a = at[e]; a < at[e + 1]; a++) {
        double p = StrictMath.exp(forward[arcStart[a]] + alpha * arcScore[a] - forward[e]);
        if (p > 0) {
          chosen = a;
          u -= p;
          if (u < 0) {
            break;
          }
        }
      }
      path.add(arcToken[chosen], arcStart[chosen]);
      e = arcStart[chosen];
    }
  }

  static double logSum(double a, double b) {
    if (a == Double.NEGATIVE_INFINITY) {
      return b;
    }
    double high = Math.max(a, b);
    return high + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - high));
  }

  private void best(int n, int[] at, UnigramModel.Sampling how, long draw, UnigramModel.Path path) {
    int most = how.nBest();
    double[][] scores = new double[n + 1][];
    int[][] via = new int[n + 1][];
    int[][] rank = new int[n + 1][];
    scores[0] = new double[] {0};
    double[] s = new double[most];
    int[] v = new int[most];
    int[] r = new int[most];
    for (int e = 1; e <= n; e++) {
      int size = 0;
      for (int a = at[e]; a < at[e + 1]; a++) {
        double[] before = scores[arcStart[a]];
        for (int k = 0; before != null && k < before.length; k++) {
          double score = before[k] + arcScore[a];
          if (size == most && score <= s[size - 1]) {
            break;
          }
          int i = size < most ? size++ : size - 1;
          for (; i > 0 && s[i - 1] < score; i--) {
            s[i] = s[i - 1];
            v[i] = v[i - 1];
            r[i] = r[i - 1];
          }
          s[i] = score;
          v[i] = a;
          r[i] = k;
        }
      }
      if (size > 0) {
        scores[e] = Arrays.copyOf(s, size);
        via[e] = Arrays.copyOf(v, size);
        rank[e] = Arrays.copyOf(r, size);
      }
    }
    double[] ways = scores[n];
    double total = Double.NEGATIVE_INFINITY;
    for (double way : ways) {
      total = logSum(total, how.alpha() * way);
    }
    double u = Draws.unit(draw);
    int k = 0;
    for (; k + 1 < ways.length; k++) {
      u -= StrictMath.exp(how.alpha() * ways[k] - total);
      if (u < 0) {
        break;
      }
    }
    for (int e = n; e > 0; ) {
      int a = via[e][k];
      k = rank[e][k];
      path.add(arcToken[a], arcStart[a]);
      e = arcStart[a];
    }
  }
}
