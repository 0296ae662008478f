package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The other way to lift small domains: draw them naturally and multiply their loss by {@code w_k =
 * p_k(tau) / p_k(1)}. Same expected gradient as temperature sampling, another variance.
 *
 * <p>Example: sizes (90, 10) at tau 2 give w = (0.8333, 2.5) and F = 1.25. The mean of w under the
 * natural draw is 1, so divide the batch's loss by its size, not by the sum of weights. Use one or
 * the other: weights on top of upsampling correct twice.
 *
 * @param target p(tau), what the loss should look like
 * @param natural p(1), what is drawn
 */
public record Scalarization(Proportions target, Proportions natural) {
  /** Weights above this leave the theory far behind (Adam's second moment, gradient clipping). */
  public static final double WARN_WEIGHT = 50;

  /** The same for the variance factor. */
  public static final double WARN_FACTOR = 10;

  public Scalarization {
    for (int k = 0; k < natural.size(); k++) {
      if (target.value(k) > 0 && natural.value(k) == 0) {
        throw new IllegalArgumentException(
            "domain '" + natural.name(k) + "' is never drawn, so no loss weight can lift it");
      }
    }
  }

  /** Draw naturally, weigh like temperature {@code tau}. */
  public static Scalarization of(List<String> domains, double[] sizes, double tau) {
    return new Scalarization(
        Temperature.proportions(domains, sizes, tau), NaturalProportions.of(domains, sizes));
  }

  /** {@code w_k = p_k(tau) / p_k(1)}; 0 for a domain that is never drawn. */
  public double[] weights() {
    double[] weights = new double[natural.size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = natural.value(k) == 0 ? 0 : target.value(k) / natural.value(k);
    }
    return weights;
  }

  /** {@link #weights} by name. */
  public Map<String, Double> asMap() {
    Map<String, Double> map = new LinkedHashMap<>();
    double[] weights = weights();
    for (int k = 0; k < weights.length; k++) {
      map.put(natural.name(k), weights[k]);
    }
    return map;
  }

  /**
   * {@code F = sum_k p_k(tau)^2 / p_k(1)}: how much larger the second moment of a single-sample
   * gradient is than under temperature sampling, if all domains' gradients are alike. {@code F - 1}
   * is the chi-square divergence of the target from the natural proportions.
   */
  public double factor() {
    double[] alike = new double[natural.size()];
    java.util.Arrays.fill(alike, 1);
    return secondMoment(alike);
  }

  /**
   * {@code E||g_S||^2 = sum_k p_k(tau)^2 / p_k(1) * m_k}, for domains whose gradients differ; less
   * the squared norm of the mean gradient it is the variance.
   *
   * @param moments m_k, mean squared gradient norm in each domain
   */
  public double secondMoment(double... moments) {
    double sum = 0;
    for (int k = 0; k < natural.size(); k++) {
      if (natural.value(k) > 0) {
        sum += target.value(k) * target.value(k) / natural.value(k) * moments[k];
      }
    }
    return sum;
  }

  /** {@code E||g_TS||^2 = sum_k p_k(tau) * m_k}: the same under temperature sampling. */
  public double sampledSecondMoment(double... moments) {
    double sum = 0;
    for (int k = 0; k < natural.size(); k++) {
      sum += target.value(k) * moments[k];
    }
    return sum;
  }

  /** What a user should know before training with these weights; empty when all is well. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    double[] weights = weights();
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > WARN_WEIGHT) {
        warnings.add(
            String.format(
                java.util.Locale.ROOT,
                "the loss weight of domain '%s' is %.1f, above %.0f: under Adam or gradient"
                    + " clipping this no longer acts like upsampling; sample it more often instead",
                natural.name(k),
                weights[k],
                WARN_WEIGHT));
      }
    }
    if (factor() > WARN_FACTOR) {
      warnings.add(
          String.format(
              java.util.Locale.ROOT,
              "the gradient variance factor F is %.1f, above %.0f: expect much noisier steps than"
                  + " with temperature sampling",
              factor(),
              WARN_FACTOR));
    }
    return warnings;
  }
}
