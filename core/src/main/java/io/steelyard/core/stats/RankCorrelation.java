package io.steelyard.core.stats;

import it.unimi.dsi.fastutil.ints.IntArrays;

/**
 * Spearman's rank correlation: Pearson's of the ranks, ties at their mean rank.
 *
 * <p>Example: (1, 2, 3, 4) and (1, 3, 2, 4) have rho 0.8.
 */
public final class RankCorrelation {
  private RankCorrelation() {}

  /**
   * With the interval of Bonett and Wright (2000), on Fisher's scale with variance {@code (1 +
   * rho^2 / 2) / (n - 3)}.
   *
   * @return undefined for fewer than two pairs or where one side does not vary
   */
  public static Estimate spearman(double[] x, double[] y) {
    int n = x.length;
    double rho = n == y.length ? rho(x, y) : Double.NaN;
    if (n != y.length) {
      throw new IllegalArgumentException(n + " values beside " + y.length);
    }
    if (Double.isNaN(rho)) {
      return Estimate.undefined(n);
    }
    if (n < 5) {
      return new Estimate(rho, n, null, Estimate.Basis.SAMPLE, Status.INSUFFICIENT);
    }
    double bounded = Math.max(-1 + 1e-12, Math.min(1 - 1e-12, rho));
    double z = 0.5 * StrictMath.log((1 + bounded) / (1 - bounded));
    double half = Normal.critical(0.95) * Math.sqrt((1 + rho * rho / 2) / (n - 3));
    return Estimate.of(
        rho,
        n,
        new Interval(
            Math.min(rho, StrictMath.tanh(z - half)),
            Math.max(rho, StrictMath.tanh(z + half)),
            0.95,
            "Bonett-Wright"));
  }

  /** Spearman's rho alone; NaN where it is undefined. */
  public static double rho(double[] x, double[] y) {
    return pearson(ranks(x), ranks(y));
  }

  /** Pearson's correlation; NaN for fewer than two pairs or where one side does not vary. */
  public static double pearson(double[] x, double[] y) {
    int n = x.length;
    double meanX = n == 0 ? Double.NaN : Sum.of(x) / n;
    double meanY = n == 0 ? Double.NaN : Sum.of(y) / n;
    Sum xy = new Sum();
    Sum xx = new Sum();
    Sum yy = new Sum();
    for (int i = 0; i < n; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xy.add(dx * dy);
      xx.add(dx * dx);
      yy.add(dy * dy);
    }
    double spread = Math.sqrt(xx.value()) * Math.sqrt(yy.value());
    return n < 2 || spread == 0 ? Double.NaN : xy.value() / spread;
  }

  /** Ranks from 1, ties at their mean. */
  static double[] ranks(double[] values) {
    int[] order = new int[values.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    IntArrays.mergeSort(order, (a, b) -> Double.compare(values[a], values[b]));
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int k = from; k < to; k++) {
        ranks[order[k]] = (from + to + 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
