package io.steelyard.mix.equitable;

/**
 * Loss of a group against the amount of its data: {@code L(n) = a + b n^(-p)}, falling and convex.
 *
 * <p>Example: {@code b = 2, p = 0.4} from {@code a = 0} gives 0.796 at 10 and 0.346 at 80.
 *
 * @param floor {@code a}: loss that no amount of data removes, at least 0
 * @param scale {@code b}: loss above the floor at one unit, positive
 * @param power {@code p}: how fast it falls, positive
 */
public record LearningCurve(double floor, double scale, double power) {
  public LearningCurve {
    if (!(floor >= 0) || !(scale > 0) || !(power > 0) || Double.isInfinite(floor + scale + power)) {
      throw new IllegalArgumentException(
          "a learning curve needs floor >= 0, scale > 0 and power > 0, was "
              + floor
              + ", "
              + scale
              + ", "
              + power);
    }
  }

  /** {@code L(n)}; infinite at 0. */
  public double loss(double n) {
    return floor + scale * StrictMath.pow(n, -power);
  }

  /** {@code dL/dn = -p b n^(-p-1)}, negative. */
  public double slope(double n) {
    return -power * scale * StrictMath.pow(n, -power - 1);
  }

  /** Amount at which the loss is {@code loss}; infinite at or below the floor. */
  public double amountFor(double loss) {
    return loss <= floor
        ? Double.POSITIVE_INFINITY
        : StrictMath.pow(scale / (loss - floor), 1 / power);
  }
}
