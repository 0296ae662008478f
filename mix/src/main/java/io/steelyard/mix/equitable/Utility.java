package io.steelyard.mix.equitable;

/**
 * What a loss costs, {@code psi(L)}: convex and rising, so that the last unit of data is worth less
 * than the one before and the best allocation is the one where all prices are equal.
 */
public interface Utility {
  double of(double loss);

  /** {@code psi'(L)}, positive; at a kink the larger one. */
  double slope(double loss);

  /** The loss itself: the weighted average over groups counts. */
  Utility AVERAGE =
      new Utility() {
        @Override
        public double of(double loss) {
          return loss;
        }

        @Override
        public double slope(double loss) {
          return 1;
        }
      };

  /**
   * Prioritarian: {@code L^q / q}; the larger q, the more the groups with a high loss count.
   *
   * @param q at least 1
   */
  static Utility power(double q) {
    if (!(q >= 1) || Double.isInfinite(q)) {
      throw new IllegalArgumentException("the power must be at least 1, was " + q);
    }
    return new Utility() {
      @Override
      public double of(double loss) {
        return StrictMath.pow(loss, q) / q;
      }

      @Override
      public double slope(double loss) {
        return StrictMath.pow(loss, q - 1);
      }
    };
  }

  /**
   * Prioritarian: {@code -ln(ceiling - L)}, the logarithm of what a group has gained over a model
   * that knows nothing. Losses at the ceiling or above have no value; they count as just below it.
   *
   * @param ceiling loss of knowing nothing, such as ln 256 nats for bytes
   */
  static Utility logarithm(double ceiling) {
    if (!(ceiling > 0) || Double.isInfinite(ceiling)) {
      throw new IllegalArgumentException("the ceiling must be positive, was " + ceiling);
    }
    double least = ceiling * 1e-6;
    return new Utility() {
      @Override
      public double of(double loss) {
        return -StrictMath.log(Math.max(ceiling - loss, least));
      }

      @Override
      public double slope(double loss) {
        return 1 / Math.max(ceiling - loss, least);
      }
    };
  }

  /**
   * Slice Tuner: {@code L + lambda max(0, L / mean - 1)} with the mean loss before anything is
   * bought (Tae and Whang 2021). The mean stands still, which keeps it convex.
   *
   * @param lambda weight of being worse than the mean, not negative
   * @param mean mean loss over groups at the start, positive
   */
  static Utility hinge(double lambda, double mean) {
    if (!(lambda >= 0) || !(mean > 0)) {
      throw new IllegalArgumentException(
          "lambda must not be negative and the mean positive, were " + lambda + " and " + mean);
    }
    return new Utility() {
      @Override
      public double of(double loss) {
        return loss + lambda * Math.max(0, loss / mean - 1);
      }

      @Override
      public double slope(double loss) {
        return loss >= mean ? 1 + lambda / mean : 1;
      }
    };
  }
}
