package io.steelyard.core.counts;

import io.steelyard.core.stats.Sum;

/**
 * Shannon entropy in nats. Example: of the counts 10, 5, 3, 1, 1 the plug-in value is 1.2773 and
 * Miller-Madow's 1.3773.
 */
public final class Entropy {
  private Entropy() {}

  /** {@code -sum p ln p} with p = count / total and 0 ln 0 = 0; 0 where all counts are 0. */
  public static double plugIn(long... counts) {
    double total = 0;
    for (long count : counts) {
      total += count;
    }
    Sum sum = new Sum();
    for (long count : counts) {
      if (count > 0) {
        double p = count / total;
        sum.add(-p * StrictMath.log(p));
      }
    }
    return Math.max(0, sum.value());
  }

  /**
   * {@code H + (k - 1) / (2 n)} with k the non-empty cells: removes the first-order bias by which
   * the plug-in value falls short on small samples. 0 where all counts are 0.
   */
  public static double millerMadow(long... counts) {
    double n = 0;
    int k = 0;
    for (long count : counts) {
      n += count;
      k += count > 0 ? 1 : 0;
    }
    return n == 0 ? 0 : plugIn(counts) + (k - 1) / (2 * n);
  }

  /** {@code -sum p ln p} of probabilities that sum to 1 within 1e-9. */
  public static double of(double... p) {
    Divergence.requireDistribution("p", p);
    Sum sum = new Sum();
    for (double x : p) {
      if (x > 0) {
        sum.add(-x * StrictMath.log(x));
      }
    }
    return Math.max(0, sum.value());
  }
}
