package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.counts.Schedule.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cooldown: lift small domains strongly at first, then return to (nearly) natural proportions
 * before they are learned by heart.
 *
 * <p>{@code tau(t) = tauStart for t < t_c, else tauEnd}; the paper's 5, 1 and half the run. See <a
 * href="https://arxiv.org/abs/2410.04579">Upsample or Upweight? (2024)</a>. It is not a free win:
 * domains of middle size, which never overfit, lose by the switch. A {@code tauEnd} above 1 and
 * {@link #perDomain} are the remedies.
 *
 * @param tauStart temperature before the switch, at least 1
 * @param tauEnd temperature after it, at least 1 (a rising schedule is allowed: a comparator)
 */
public record Cooldown(double tauStart, double tauEnd) {
  /** The paper's setting. */
  public static final Cooldown DEFAULT = new Cooldown(5, 1);

  public Cooldown {
    if (!(tauStart >= 1) || !(tauEnd >= 1)) {
      throw new IllegalArgumentException(
          "the temperatures must be at least 1, were " + tauStart + " and " + tauEnd);
    }
  }

  /** Switches at {@code round(fraction * steps)}, fraction in [0, 1]. */
  public Schedule atFraction(List<String> domains, double[] sizes, double fraction, long steps) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "the switch comes at a share of the run in [0, 1], was " + fraction);
    }
    return at(domains, sizes, Math.round(fraction * steps));
  }

  /** Switches at a step; 0 leaves only the end's proportions. */
  public Schedule at(List<String> domains, double[] sizes, long step) {
    Proportions start = Temperature.proportions(domains, sizes, tauStart);
    Proportions end = Temperature.proportions(domains, sizes, tauEnd);
    return step == 0
        ? Schedule.constant(end)
        : Schedule.piecewise(new Segment(0, start), new Segment(step, end));
  }

  /**
   * The step (in units of the sizes) at which the first domain has been passed over {@code epochs}
   * times under the starting proportions: {@code min_k floor(epochs * n_k / p_k)}.
   */
  public long stepAtEpochs(List<String> domains, double[] sizes, double epochs) {
    if (!(epochs > 0)) {
      throw new IllegalArgumentException("the epochs must be positive, were " + epochs);
    }
    Proportions start = Temperature.proportions(domains, sizes, tauStart);
    double first = Double.POSITIVE_INFINITY;
    for (int k = 0; k < sizes.length; k++) {
      if (start.value(k) > 0) {
        first = Math.min(first, epochs * sizes[k] / start.value(k));
      }
    }
    return (long) Math.floor(first);
  }

  /**
   * Every domain switches by itself when it has been passed over {@code epochs} times: its weight
   * goes from {@code (n_k / n_max)^(1/tauStart)} to {@code (n_k / n_max)^(1/tauEnd)} while the
   * others keep theirs, so a domain that never overfits keeps its lift. Once all have switched the
   * proportions are those of {@code tauEnd}.
   *
   * @param steps length of the run in units of the sizes; later switches are left out
   */
  public Schedule perDomain(List<String> domains, double[] sizes, double epochs, long steps) {
    if (!(epochs > 0)) {
      throw new IllegalArgumentException("the epochs must be positive, were " + epochs);
    }
    int n = sizes.length;
    double[] weights = Temperature.virtualSizes(sizes, tauStart);
    double[] ends = Temperature.virtualSizes(sizes, tauEnd);
    double[] seen = new double[n];
    boolean[] switched = new boolean[n];
    List<Segment> segments = new ArrayList<>();
    segments.add(new Segment(0, Temperature.proportions(domains, sizes, tauStart)));
    long now = 0;
    while (true) {
      Proportions p = segments.get(segments.size() - 1).proportions();
      double next = Double.POSITIVE_INFINITY;
      for (int k = 0; k < n; k++) {
        if (!switched[k] && p.value(k) > 0) {
          next = Math.min(next, (epochs * sizes[k] - seen[k]) / p.value(k));
        }
      }
      long at = (long) Math.min(Long.MAX_VALUE / 2, Math.ceil(now + Math.max(0, next)));
      if (at >= steps) {
        return Schedule.piecewise(segments);
      }
      for (int k = 0; k < n; k++) {
        seen[k] += p.value(k) * (at - now);
        if (!switched[k] && seen[k] >= epochs * sizes[k] * (1 - 1e-12)) {
          switched[k] = true;
          weights[k] = ends[k];
        }
      }
      now = at;
      Proportions after = Proportions.normalise(domains, weights);
      if (segments.get(segments.size() - 1).from() == now) {
        segments.remove(segments.size() - 1);
      }
      segments.add(new Segment(now, after));
    }
  }

  /**
   * {@code F} of a temperature against natural proportions, see {@link Scalarization#factor}: how
   * far upsampling is from what loss weights could do.
   */
  public static double factor(List<String> domains, double[] sizes, double tau) {
    return Scalarization.of(domains, sizes, tau).factor();
  }

  /**
   * The one temperature whose proportions have the same entropy as given ones over the same sizes:
   * a way to say how flat a schedule is on average. Found by bisection in 1/tau; infinity when the
   * proportions are flatter than equal ones can be.
   */
  public static double effectiveTemperature(Proportions proportions, double... sizes) {
    double wanted = entropy(proportions.values());
    double low = 0;
    double high = 8;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      double[] powers = new double[sizes.length];
      double max = Arrays.stream(sizes).max().orElseThrow();
      double sum = 0;
      for (int k = 0; k < sizes.length; k++) {
        powers[k] = sizes[k] == 0 ? 0 : StrictMath.pow(sizes[k] / max, middle);
        sum += powers[k];
      }
      for (int k = 0; k < sizes.length; k++) {
        powers[k] /= sum;
      }
      if (entropy(powers) > wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 2 / (low + high);
  }

  private static double entropy(double[] p) {
    double sum = 0;
    for (double v : p) {
      sum -= v > 0 ? v * StrictMath.log(v) : 0;
    }
    return sum;
  }
}
