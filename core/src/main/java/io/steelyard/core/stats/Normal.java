package io.steelyard.core.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The standard normal tails that intervals and tests share. */
final class Normal {
  private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);
  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;

  private Normal() {}

  /** The two-sided critical value, for example 1.95996 at level 0.95. */
  static double critical(double level) {
    Interval.requireLevel(level);
    return STANDARD.inverseSurvivalProbability((1 - level) / 2);
  }

  static double cdf(double z) {
    return STANDARD.cumulativeProbability(z);
  }

  static double quantile(double p) {
    return STANDARD.inverseCumulativeProbability(p);
  }

  static double p(double z, Alternative alternative) {
    return switch (alternative) {
      case TWO_SIDED -> Math.min(1, 2 * STANDARD.survivalProbability(Math.abs(z)));
      case GREATER -> STANDARD.survivalProbability(z);
      case LESS -> STANDARD.cumulativeProbability(z);
    };
  }

  /** ln p, from the asymptotic series of Mills' ratio where p itself would underflow. */
  static double logP(double z, Alternative alternative) {
    double p = p(z, alternative);
    if (p > 1e-300) {
      return StrictMath.log(p);
    }
    double u = 1 / (z * z);
    double tail =
        -z * z / 2
            - StrictMath.log(Math.abs(z))
            - HALF_LOG_TWO_PI
            + StrictMath.log1p(-u * (1 - 3 * u));
    return alternative == Alternative.TWO_SIDED ? tail + StrictMath.log(2) : tail;
  }
}
