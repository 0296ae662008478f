package io.steelyard.core.stats;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;

/**
 * Adjusts p-values for having looked more than once. A NaN stays NaN and does not count.
 *
 * <p>Example: (.01, .04, .03, .005, .5) becomes (.04, .09, .09, .025, .5) under Holm and (.025,
 * .05, .05, .025, .5) under Benjamini-Hochberg.
 */
public enum Multiplicity {
  /** Family-wise error, step-down: {@code max_{j<=k} min(1, (n-j+1) p_(j))}. */
  HOLM,
  /** False discovery rate, step-up: {@code min_{j>=k} min(1, n p_(j) / j)}. */
  BENJAMINI_HOCHBERG,
  /** False discovery rate under any dependence: Benjamini-Hochberg times {@code sum 1/i}. */
  BENJAMINI_YEKUTIELI;

  /** The adjusted p-values, in the order given. */
  public double[] adjust(double... p) {
    int[] order = new int[p.length];
    int n = 0;
    for (int i = 0; i < p.length; i++) {
      if (p[i] < 0 || p[i] > 1) {
        throw new IllegalArgumentException("p[" + i + "] = " + p[i] + " is outside [0, 1]");
      }
      if (!Double.isNaN(p[i])) {
        order[n++] = i;
      }
    }
    IntArrays.mergeSort(order, 0, n, (a, b) -> Double.compare(p[a], p[b]));
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    if (this == HOLM) {
      double running = 0;
      for (int k = 0; k < n; k++) {
        running = Math.max(running, Math.min(1, (n - k) * p[order[k]]));
        adjusted[order[k]] = running;
      }
      return adjusted;
    }
    double factor = this == BENJAMINI_YEKUTIELI ? harmonic(n) : 1;
    double running = 1;
    for (int k = n - 1; k >= 0; k--) {
      running = Math.min(running, Math.min(1, factor * n * p[order[k]] / (k + 1)));
      adjusted[order[k]] = running;
    }
    return adjusted;
  }

  private static double harmonic(int n) {
    Sum sum = new Sum();
    for (int i = n; i >= 1; i--) {
      sum.add(1.0 / i);
    }
    return sum.value();
  }
}
