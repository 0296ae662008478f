package io.steelyard.core.stats;

/**
 * Neumaier's compensated sum: the rounding error stays near one unit in the last place of the
 * result however many terms there are. Example: 1 + 1e100 + 1 - 1e100 gives 2, plain addition 0.
 */
public final class Sum implements Mergeable<Sum> {
  private double sum;
  private double compensation;

  public void add(double x) {
    double t = sum + x;
    if (Double.isInfinite(t) || Double.isNaN(t)) {
      sum = t;
      compensation = 0;
      return;
    }
    compensation += Math.abs(sum) >= Math.abs(x) ? (sum - t) + x : (x - t) + sum;
    sum = t;
  }

  @Override
  public void merge(Sum other) {
    add(other.sum);
    compensation += other.compensation;
  }

  public double value() {
    return sum + compensation;
  }

  /** Compensated sum of {@code x}; 0 for none. */
  public static double of(double... x) {
    Sum s = new Sum();
    for (double v : x) {
      s.add(v);
    }
    return s.value();
  }

  /** {@code ln sum_i e^(x_i)} without overflow; minus infinity for none. */
  public static double logSumExp(double... x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double v : x) {
      max = Math.max(max, v);
    }
    if (Double.isInfinite(max) || Double.isNaN(max)) {
      return max;
    }
    Sum s = new Sum();
    for (double v : x) {
      s.add(StrictMath.exp(v - max));
    }
    return max + StrictMath.log(s.value());
  }
}
