package io.steelyard.select.samanantar;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How far scores go with what people say of pairs: ratings from 0 (nothing shared) to 5 (the same
 * meaning), after SemEval-2016's cross-lingual scale.
 */
public final class Ratings {
  private Ratings() {}

  /** Spearman's correlation: Pearson's of the ranks, equal values sharing their mean rank. */
  public static double spearman(double[] scores, double[] ratings) {
    return pearson(ranks(scores), ranks(ratings));
  }

  /** The mean rating of pairs with at least this score; NaN for none. */
  public static double meanAbove(double[] scores, double[] ratings, double threshold) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= threshold) {
        sum += ratings[i];
        n++;
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  private static double[] ranks(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to + 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  private static double pearson(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }
}
