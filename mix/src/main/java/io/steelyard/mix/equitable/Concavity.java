package io.steelyard.mix.equitable;

import java.util.List;

/**
 * Whether more data helps less and less, which all allocation by slopes rests on: the share of
 * second differences of the smoothed benefit {@code -L(n)} that are negative. A licence paragraph
 * that comes again makes steps in the curve, and slopes then mislead.
 */
public final class Concavity {
  /** With this share or less the curve is not concave enough to allocate by. */
  public static final double LEAST = 0.8;

  private Concavity() {}

  /**
   * @param points losses at rising amounts, at least four; smoothed over three neighbours
   * @return share of negative second differences, 0 to 1; NaN with fewer than three smoothed points
   */
  public static double share(List<CurveFit.Point> points) {
    int n = points.size() - 2;
    if (n < 3) {
      return Double.NaN;
    }
    double[] amounts = new double[n];
    double[] losses = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = i; j < i + 3; j++) {
        amounts[i] += points.get(j).amount() / 3;
        losses[i] += points.get(j).loss() / 3;
      }
    }
    int negative = 0;
    for (int i = 2; i < n; i++) {
      double before = (losses[i - 2] - losses[i - 1]) / (amounts[i - 1] - amounts[i - 2]);
      double after = (losses[i - 1] - losses[i]) / (amounts[i] - amounts[i - 1]);
      negative += after < before ? 1 : 0;
    }
    return (double) negative / (n - 2);
  }
}
