package io.steelyard.core.stats;

/**
 * Count, mean, variance and range of a stream in constant space (Welford; merged by Chan's rule).
 *
 * <p>Example: 1, 2, 3, 4 gives mean 2.5 and unbiased variance 5/3.
 */
public final class Moments implements Mergeable<Moments> {
  private long n;
  private double mean;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private final Sum sum = new Sum();

  public void add(double x) {
    if (Double.isNaN(x)) {
      throw new IllegalArgumentException("value " + n + " is NaN");
    }
    n++;
    double d = x - mean;
    mean += d / n;
    squares += d * (x - mean);
    min = Math.min(min, x);
    max = Math.max(max, x);
    sum.add(x);
  }

  @Override
  public void merge(Moments other) {
    if (other.n == 0) {
      return;
    }
    double total = (double) n + other.n;
    double d = other.mean - mean;
    squares += other.squares + d * d * n * other.n / total;
    mean += d * other.n / total;
    n = Math.addExact(n, other.n);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum.merge(other.sum);
  }

  public long count() {
    return n;
  }

  public double sum() {
    return sum.value();
  }

  /** NaN for no values. */
  public double mean() {
    return n == 0 ? Double.NaN : sum.value() / n;
  }

  /** Unbiased; NaN below two values. */
  public double variance() {
    return n < 2 ? Double.NaN : squares / (n - 1);
  }

  /** Infinity for no values. */
  public double min() {
    return min;
  }

  /** Minus infinity for no values. */
  public double max() {
    return max;
  }
}
