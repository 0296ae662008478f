package io.steelyard.core.counts;

/**
 * How counts become probabilities: {@code (n_i + alpha) / (N + alpha K)}. It is always said, never
 * assumed.
 *
 * <p>Example: counts 3, 0, 1 give .75, 0, .25 without smoothing and 4/7, 1/7, 2/7 under Laplace.
 *
 * @param alpha pseudo-count per cell, at least 0
 */
public record Smoothing(double alpha) {
  public static final Smoothing NONE = new Smoothing(0);
  public static final Smoothing LAPLACE = new Smoothing(1);
  public static final Smoothing JEFFREYS = new Smoothing(0.5);

  public Smoothing {
    if (!(alpha >= 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException("smoothing alpha " + alpha + ": expected 0 or more");
    }
  }

  /**
   * @throws IllegalArgumentException if there is no cell, or all are zero and alpha is 0
   */
  public double[] probabilities(long... counts) {
    double total = 0;
    for (long count : counts) {
      total += count + alpha;
    }
    if (!(total > 0)) {
      throw new IllegalArgumentException("all counts are zero: there is no distribution");
    }
    double[] p = new double[counts.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = (counts[i] + alpha) / total;
    }
    return p;
  }
}
