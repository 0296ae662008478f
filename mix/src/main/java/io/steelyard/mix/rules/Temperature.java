package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import java.util.List;

/**
 * Temperature sampling: {@code p_k = n_k^(1/tau) / sum_j n_j^(1/tau)}, which lifts small domains
 * and flattens large ones.
 *
 * <p>Computed in log space with {@link StrictMath}. Example: sizes (90, 10) at tau 2 give (0.75,
 * 0.25). See <a href="https://arxiv.org/abs/2410.04579">Upsample or Upweight? (2024)</a>, section
 * 2.
 */
public final class Temperature {
  private Temperature() {}

  /**
   * @param domains names, length K
   * @param sizes units per domain (always say which: tokens and documents give other proportions),
   *     not negative; a zero stays zero
   * @param tau temperature, at least 1; 1 keeps the natural proportions, infinity gives equal ones
   *     over the domains that are not empty
   */
  public static Proportions proportions(List<String> domains, double[] sizes, double tau) {
    return proportions(domains, sizes, tau, false);
  }

  /**
   * @param allowSharpen accepts tau in (0, 1), which makes large domains larger still
   */
  public static Proportions proportions(
      List<String> domains, double[] sizes, double tau, boolean allowSharpen) {
    return Proportions.normalise(domains, weights(domains, sizes, tau, allowSharpen));
  }

  private static double[] weights(
      List<String> domains, double[] sizes, double tau, boolean allowSharpen) {
    if (!(tau > 0)) {
      throw new IllegalArgumentException("the temperature must be positive, was " + tau);
    }
    if (tau < 1 && !allowSharpen) {
      throw new IllegalArgumentException(
          "the temperature "
              + tau
              + " is below 1 and would make large domains larger; set allow-sharpen if that is"
              + " meant");
    }
    double max = 0;
    for (int k = 0; k < sizes.length; k++) {
      checkSize(domains, sizes, k);
      max = Math.max(max, sizes[k]);
    }
    if (max == 0) {
      throw new IllegalArgumentException("all " + sizes.length + " domains are empty");
    }
    double[] weights = new double[sizes.length];
    double logMax = StrictMath.log(max);
    for (int k = 0; k < sizes.length; k++) {
      // n_k^(1/tau) / max^(1/tau); the division by the largest keeps exp in range.
      weights[k] = sizes[k] == 0 ? 0 : StrictMath.exp((StrictMath.log(sizes[k]) - logMax) / tau);
    }
    return weights;
  }

  static void checkSize(List<String> domains, double[] sizes, int k) {
    if (domains.size() != sizes.length) {
      throw new IllegalArgumentException(
          domains.size() + " domains are named but " + sizes.length + " sizes are given");
    }
    if (!(sizes[k] >= 0) || Double.isInfinite(sizes[k])) {
      throw new IllegalArgumentException(
          "the size of domain '"
              + domains.get(k)
              + "' is "
              + sizes[k]
              + "; expected a finite number that is not negative");
    }
  }

  /**
   * Rates with a ceiling, {@code min(n_k, maximum)^(1/tau)}, not normalised: the ceiling comes
   * first, then the temperature, as in seqio.
   */
  public static double[] rates(double[] sizes, double maximum, double tau) {
    double[] rates = new double[sizes.length];
    for (int k = 0; k < sizes.length; k++) {
      double size = Math.min(sizes[k], maximum);
      rates[k] = size == 0 ? 0 : StrictMath.exp(StrictMath.log(size) / tau);
    }
    return rates;
  }

  /**
   * Sizes of a "virtual epoch" in which the largest domain keeps its size: {@code max * (n_k /
   * max)^(1/tau)}, as in fairseq, which then caps their sum at 1.5 times the real total.
   */
  public static double[] virtualSizes(double[] sizes, double tau) {
    double max = 0;
    for (double size : sizes) {
      max = Math.max(max, size);
    }
    double[] virtual = new double[sizes.length];
    for (int k = 0; k < sizes.length; k++) {
      virtual[k] = sizes[k] == 0 ? 0 : max * StrictMath.exp(StrictMath.log(sizes[k] / max) / tau);
    }
    return virtual;
  }
}
