package io.steelyard.select.samanantar;

import java.util.Arrays;

/**
 * How many pairs of a score or more are mined of sentences that have no translation at all: among
 * millions of them some pair always looks good. What a known sentence would be mined to if its
 * translation were not there (a decoy) says how often one reaches a score.
 *
 * <pre>
 * wrong(t)     = sentences × share of decoys with t or more
 * precision(t) = 1 - wrong(t) / (pairs with t or more)        of the sentences that are not known
 * </pre>
 *
 * @param sources decoys of known sources, ascending
 * @param targets decoys of known targets, ascending
 * @param ofSources sources that are not known
 * @param ofTargets targets that are not known
 * @param mined scores of the pairs of sentences that are not known, ascending
 * @param retrieval how the directions meet
 */
record Chance(
    double[] sources,
    double[] targets,
    long ofSources,
    long ofTargets,
    double[] mined,
    Retrieval retrieval) {

  /** Pairs of sentences that are not known, with this score or more. */
  int pairs(double score) {
    return atLeast(mined, score);
  }

  /** How many of them are expected to be wrong; at most all. */
  double wrong(double score) {
    double forward = (double) ofSources * share(sources, score);
    double backward = (double) ofTargets * share(targets, score);
    double wrong =
        switch (retrieval) {
          case FORWARD -> forward;
          case BACKWARD -> backward;
          case INTERSECT -> Math.min(forward, backward);
          case MAX -> Math.max(forward, backward);
        };
    return Math.min(wrong, pairs(score));
  }

  /** Of the pairs of sentences that are not known; 1 where there are none. */
  double precision(double score) {
    int pairs = pairs(score);
    return pairs == 0 ? 1 : 1 - wrong(score) / pairs;
  }

  private static double share(double[] ascending, double score) {
    return ascending.length == 0 ? 0 : (double) atLeast(ascending, score) / ascending.length;
  }

  private static int atLeast(double[] ascending, double score) {
    int at = Arrays.binarySearch(ascending, score);
    while (at > 0 && ascending[at - 1] == score) {
      at--;
    }
    return ascending.length - (at >= 0 ? at : -at - 1);
  }

  /**
   * The best score of sentence {@code i} with any neighbour but its translation, which takes no
   * part in its neighbourhood either; minus infinity where it has no other.
   *
   * @param means of the other side
   */
  static double decoy(Neighbours of, int i, int translation, double[] means, Margin margin) {
    double sum = 0;
    int n = 0;
    for (int r = 0; r < of.k(); r++) {
      if (of.id(i, r) != translation) {
        sum += of.cosine(i, r);
        n++;
      }
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < of.k(); r++) {
      if (of.id(i, r) != translation) {
        best = Math.max(best, margin.score(of.cosine(i, r), sum / n, means[of.id(i, r)]));
      }
    }
    return best;
  }
}
