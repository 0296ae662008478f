package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import java.util.List;

/**
 * Each unit weighs the inverse square root of its domain's size, {@code n_k^(-1/2)}, so a domain
 * gets {@code p_k = n_k * n_k^(-1/2) / sum = sqrt(n_k) / sum_j sqrt(n_j)}: the usual half way
 * between natural proportions (weight 1) and equal ones (weight {@code 1/n_k}). It equals {@link
 * Temperature} at tau 2.
 *
 * <p>Example: sizes (90, 10) weigh (0.105, 0.316) per unit and give (0.75, 0.25).
 */
public final class InverseSquareRoot {
  private InverseSquareRoot() {}

  /** {@code p_k = sqrt(n_k) / sum_j sqrt(n_j)}; a zero stays zero, all zero is an error. */
  public static Proportions proportions(List<String> domains, double... sizes) {
    double[] roots = new double[sizes.length];
    for (int k = 0; k < sizes.length; k++) {
      Temperature.checkSize(domains, sizes, k);
      roots[k] = Math.sqrt(sizes[k]);
    }
    return Proportions.normalise(domains, roots);
  }

  /** What one unit of a domain weighs, scaled so that the mean over all units is 1. */
  public static double[] unitWeights(double... sizes) {
    double units = 0;
    double roots = 0;
    for (double size : sizes) {
      units += size;
      roots += Math.sqrt(size);
    }
    double[] weights = new double[sizes.length];
    for (int k = 0; k < sizes.length; k++) {
      weights[k] = sizes[k] == 0 ? 0 : units / roots / Math.sqrt(sizes[k]);
    }
    return weights;
  }
}
