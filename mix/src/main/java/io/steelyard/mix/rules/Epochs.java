package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import java.util.List;

/**
 * Between the two ways to say how often a domain is seen: its share of the run, and passes over its
 * data. {@code epochs_k = p_k * B / n_k}.
 */
public final class Epochs {
  private Epochs() {}

  /** Passes over each domain of size {@code n_k} in a run of {@code budget} units. */
  public static double[] of(Proportions proportions, double[] sizes, double budget) {
    double[] epochs = new double[sizes.length];
    for (int k = 0; k < sizes.length; k++) {
      double units = proportions.value(k) * budget;
      if (units > 0 && sizes[k] == 0) {
        throw new IllegalArgumentException(
            "domain '" + proportions.name(k) + "' is empty but has a positive proportion");
      }
      epochs[k] = units == 0 ? 0 : units / sizes[k];
    }
    return epochs;
  }

  /** The run that passes {@code epochs_k} times over each domain: {@code U_k = epochs_k * n_k}. */
  public static Allocation allocate(List<String> domains, double[] sizes, double[] epochs) {
    double[] units = new double[sizes.length];
    for (int k = 0; k < sizes.length; k++) {
      Temperature.checkSize(domains, sizes, k);
      units[k] = epochs[k] * sizes[k];
    }
    return new Allocation(units, Proportions.normalise(domains, units), 0);
  }

  /**
   * Holds every domain to {@code cap} passes and gives what is over to the others in proportion,
   * until none is above: {@code U_k = min(cap * n_k, lambda * p_k * B)} with the one lambda that
   * spends the budget.
   *
   * <p>Example: (0.5, 0.5) of 100 units over sizes (1000, 10) with 2 passes gives (80, 20).
   */
  public static Allocation cap(Proportions proportions, double[] sizes, double budget, double cap) {
    if (!(budget > 0) || !(cap > 0)) {
      throw new IllegalArgumentException(
          "budget and cap must be positive, were " + budget + " and " + cap);
    }
    int n = sizes.length;
    double[] units = new double[n];
    boolean[] capped = new boolean[n];
    double left = budget;
    boolean changed = true;
    while (changed) {
      changed = false;
      double open = 0;
      for (int k = 0; k < n; k++) {
        open += capped[k] ? 0 : proportions.value(k);
      }
      double spent = 0;
      for (int k = 0; k < n; k++) {
        if (!capped[k]) {
          units[k] = open == 0 ? 0 : left * proportions.value(k) / open;
          if (units[k] > cap * sizes[k]) {
            units[k] = cap * sizes[k];
            capped[k] = true;
            spent += units[k];
            changed = true;
          }
        }
      }
      left -= spent;
    }
    double given = 0;
    for (double u : units) {
      given += u;
    }
    double unmet = budget - given > budget * 1e-12 ? budget - given : 0;
    return new Allocation(units, Proportions.normalise(proportions.names(), units), unmet);
  }
}
