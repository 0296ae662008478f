package io.steelyard.core.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Confidence intervals of a binomial share, x of n, for 64-bit counts. Wald's is not offered: it
 * fails near 0 and 1.
 *
 * <p>Example, 7 of 20 at 95%: Wilson [0.1812, 0.5671], Clopper-Pearson [0.1539, 0.5922].
 */
public enum Proportion {
  /** Score interval; the default. {@code (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)}. */
  WILSON("wilson") {
    @Override
    double[] limits(double x, double n, double level) {
      double z = Normal.critical(level);
      return score(x, n, z * z, z);
    }
  },
  /** Beta quantiles that never cover less than the level: certification, small n. */
  CLOPPER_PEARSON("clopper-pearson") {
    @Override
    double[] limits(double x, double n, double level) {
      double tail = (1 - level) / 2;
      return new double[] {
        x == 0 ? 0 : betaQuantile(x, n - x + 1, tail, true),
        x == n ? 1 : betaQuantile(x + 1, n - x, tail, false)
      };
    }
  },
  /** Equal-tailed posterior under Beta(1/2, 1/2); 0 at x = 0 and 1 at x = n by convention. */
  JEFFREYS("jeffreys") {
    @Override
    double[] limits(double x, double n, double level) {
      double tail = (1 - level) / 2;
      return new double[] {
        x == 0 ? 0 : betaQuantile(x + 0.5, n - x + 0.5, tail, true),
        x == n ? 1 : betaQuantile(x + 0.5, n - x + 0.5, tail, false)
      };
    }
  },
  /** Wald around the Wilson centre: {@code (x + z²/2) / (n + z²)}, clamped to [0, 1]. */
  AGRESTI_COULL("agresti-coull") {
    @Override
    double[] limits(double x, double n, double level) {
      double z = Normal.critical(level);
      double size = n + z * z;
      double centre = (x + z * z / 2) / size;
      double half = z * Math.sqrt(centre * (1 - centre) / size);
      return new double[] {centre - half, centre + half};
    }
  };

  private final String method;

  Proportion(String method) {
    this.method = method;
  }

  abstract double[] limits(double x, double n, double level);

  /**
   * The interval of x successes in n trials; [0, 1] where n is 0, since nothing is known.
   *
   * @throws IllegalArgumentException unless 0 <= x <= n and 0 < level < 1
   */
  public Interval interval(long x, long n, double level) {
    require(x, n);
    Interval.requireLevel(level);
    if (n == 0) {
      return new Interval(0, 1, level, method);
    }
    double[] ends = limits(x, n, level);
    // Rounding may leave 0.9999999999999999 at x = n, or a lower end just above 0 at x = 0.
    double lo = x == 0 ? 0 : Math.max(0, ends[0]);
    double hi = x == n ? 1 : Math.min(1, ends[1]);
    return new Interval(lo, hi, level, method);
  }

  /** The share x/n with its interval; undefined where n is 0. */
  public Estimate estimate(long x, long n, double level) {
    Interval interval = interval(x, n, level);
    return n == 0 ? Estimate.undefined(0) : Estimate.of((double) x / n, n, interval);
  }

  static void require(long x, long n) {
    if (x < 0 || x > n) {
      throw new IllegalArgumentException(
          x + " successes in " + n + " trials: expected 0 <= successes <= trials");
    }
  }

  private static double[] score(double x, double n, double z2, double z) {
    double p = x / n;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = z * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    return new double[] {centre - half, centre + half};
  }

  /**
   * The point with {@code tail} of Beta(a, b) below it (or above it), by bisection over the bit
   * patterns of the doubles in [0, 1]: exact to the distribution function's own precision also
   * where the quantile is tiny, which a solver with an absolute tolerance is not.
   */
  static double betaQuantile(double a, double b, double tail, boolean below) {
    BetaDistribution beta = BetaDistribution.of(a, b);
    long lo = 0;
    long hi = Double.doubleToLongBits(1.0);
    while (hi - lo > 1) {
      long mid = lo + (hi - lo) / 2;
      double x = Double.longBitsToDouble(mid);
      boolean left =
          below ? beta.cumulativeProbability(x) < tail : beta.survivalProbability(x) > tail;
      if (left) {
        lo = mid;
      } else {
        hi = mid;
      }
    }
    return Double.longBitsToDouble(hi);
  }
}
