package io.steelyard.core.counts;

/**
 * Splits a whole number of things by weights so that the parts sum exactly: every part gets the
 * floor of its quota, and the things left over go to the largest fractional parts (a tie goes to
 * the lowest index).
 *
 * <p>Example: 960 sequences by (0.3435, 0.3670, 0.0717, 0.2178) have the quotas 329.76, 352.32,
 * 68.83, 209.09 and become 330, 352, 69, 209.
 */
public final class LargestRemainder {
  /** One in the fixed point of {@link #fixedPoint}: proportions are multiples of 2^-32. */
  public static final long ONE = 1L << 32;

  private LargestRemainder() {}

  /**
   * {@code parts_k = floor(q_k) + (1 if k is among the largest fractions)} with {@code q_k = total
   * * w_k / sum w}.
   *
   * @param total what is split, at least 0 and at most 2^53 (beyond it a double loses whole units)
   * @param weights length K, finite, not negative, not all zero; a zero weight gets nothing
   * @return K parts that sum to {@code total}
   */
  public static long[] split(long total, double... weights) {
    if (total < 0 || total > 1L << 53) {
      throw new IllegalArgumentException("the total to split must lie in [0, 2^53], was " + total);
    }
    double sum = sum(weights);
    long[] parts = new long[weights.length];
    double[] fractions = new double[weights.length];
    long left = total;
    for (int k = 0; k < weights.length; k++) {
      double quota = total * (weights[k] / sum);
      parts[k] = (long) Math.floor(quota);
      fractions[k] = quota - parts[k];
      left -= parts[k];
    }
    for (; left > 0; left--) {
      int k = largest(fractions, weights);
      parts[k]++;
      fractions[k] -= 1;
    }
    // Rounding can push the floors one above the total when every quota is whole.
    for (; left < 0; left++) {
      int k = smallest(fractions, parts);
      parts[k]--;
      fractions[k] += 1;
    }
    return parts;
  }

  /**
   * Proportions as integers in units of 2^-32 that sum to exactly 2^32, so that a sampler can add
   * them for ever without drift. Example: (0.7, 0.2, 0.1) gives 3006477107, 858993459, 429496730.
   *
   * <p>A positive weight never rounds to zero: it keeps one unit, taken from the largest part.
   */
  public static long[] fixedPoint(double... weights) {
    long[] parts = split(ONE, weights);
    for (int k = 0; k < parts.length; k++) {
      if (parts[k] == 0 && weights[k] > 0) {
        int richest = 0;
        for (int i = 1; i < parts.length; i++) {
          richest = parts[i] > parts[richest] ? i : richest;
        }
        parts[richest]--;
        parts[k] = 1;
      }
    }
    return parts;
  }

  private static double sum(double[] weights) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double w = weights[k];
      if (!(w >= 0) || Double.isInfinite(w)) {
        throw new IllegalArgumentException(
            "weight " + k + " is " + w + "; weights must be finite and not negative");
      }
      sum += w;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "the weights sum to " + sum + "; at least one must be positive, and the sum finite");
    }
    return sum;
  }

  private static int largest(double[] fractions, double[] weights) {
    int best = -1;
    for (int k = 0; k < fractions.length; k++) {
      if (weights[k] > 0 && (best < 0 || fractions[k] > fractions[best])) {
        best = k;
      }
    }
    return best;
  }

  private static int smallest(double[] fractions, long[] parts) {
    int best = -1;
    for (int k = 0; k < fractions.length; k++) {
      if (parts[k] > 0 && (best < 0 || fractions[k] < fractions[best])) {
        best = k;
      }
    }
    return best;
  }
}
