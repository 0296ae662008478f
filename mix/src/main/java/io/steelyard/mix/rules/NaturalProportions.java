package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import java.util.List;

/** Every domain in proportion to its size: what mixing without any correction does. */
public final class NaturalProportions {
  private NaturalProportions() {}

  /** {@code p_k = n_k / sum_j n_j}; a zero stays zero, all zero is an error. */
  public static Proportions of(List<String> domains, double... sizes) {
    return Temperature.proportions(domains, sizes, 1);
  }
}
