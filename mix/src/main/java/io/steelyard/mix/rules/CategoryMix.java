package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shares given to categories of domains (web, code, ...) and spread inside each; and what happens
 * to a domain's share when it is removed.
 */
public final class CategoryMix {
  /** How a category's share is spread over its domains. */
  public enum Within {
    /** By size. */
    PROPORTIONAL,
    /** The same for each domain. */
    EQUAL,
    /** By given weights. */
    EXPLICIT
  }

  /**
   * Who gets the share of removed domains. It must be said: the effect of a removal depends on it.
   */
  public enum MassRule {
    /** All that remain, in proportion. */
    RENORMALISE_ALL,
    /** What remains of the same category, which keeps its share. */
    WITHIN_CATEGORY,
    /** The base mixture. */
    TO_BASE
  }

  private CategoryMix() {}

  /**
   * Proportions of domains from shares of categories.
   *
   * @param categoryOf category of each domain, in the order of the result
   * @param shares share of each category; normalised
   * @param values sizes for {@code PROPORTIONAL}, weights for {@code EXPLICIT}; unused for {@code
   *     EQUAL}
   */
  public static Proportions spread(
      Map<String, String> categoryOf,
      Map<String, Double> shares,
      Within within,
      Map<String, Double> values) {
    List<String> domains = List.copyOf(new LinkedHashMap<>(categoryOf).keySet());
    Map<String, Double> totals = new LinkedHashMap<>();
    double[] weights = new double[domains.size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = within == Within.EQUAL ? 1 : values.getOrDefault(domains.get(k), 0.0);
      totals.merge(categoryOf.get(domains.get(k)), weights[k], Double::sum);
    }
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      if (share.getValue() > 0 && !(totals.getOrDefault(share.getKey(), 0.0) > 0)) {
        throw new IllegalArgumentException(
            "category '"
                + share.getKey()
                + "' has the share "
                + share.getValue()
                + " but "
                + (totals.containsKey(share.getKey()) ? "its domains are empty" : "no domain"));
      }
    }
    for (int k = 0; k < weights.length; k++) {
      String category = categoryOf.get(domains.get(k));
      double total = totals.get(category);
      weights[k] = total > 0 ? shares.getOrDefault(category, 0.0) * weights[k] / total : 0;
    }
    return Proportions.normalise(domains, weights);
  }

  /**
   * A mixture without some domains; their names stay, at 0.
   *
   * <p>Example: math (0.15) out of web 0.30, math 0.15, qa 0.20, code 0.35: {@code RENORMALISE_ALL}
   * gives web 0.353, qa 0.235, code 0.412; {@code WITHIN_CATEGORY} with math and qa in one category
   * gives 0.30, 0.35, 0.35.
   *
   * @param categoryOf category of each domain; used by {@code WITHIN_CATEGORY}
   * @param base base mixture over the same domains; used by {@code TO_BASE}
   */
  public static Proportions without(
      Proportions mix,
      Set<String> removed,
      MassRule rule,
      Map<String, String> categoryOf,
      Proportions base) {
    Set<String> unknown = new LinkedHashSet<>(removed);
    unknown.removeAll(mix.names());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot remove " + unknown + ", the mixture has " + mix.names());
    }
    int n = mix.size();
    double[] weights = new double[n];
    for (int k = 0; k < n; k++) {
      weights[k] = removed.contains(mix.name(k)) ? 0 : mix.value(k);
    }
    for (String name : removed) {
      double mass = mix.value(name);
      if (mass == 0) {
        continue;
      }
      double[] heirs =
          switch (rule) {
            case RENORMALISE_ALL -> keep(mix, removed, k -> true);
            case WITHIN_CATEGORY ->
                keep(mix, removed, k -> categoryOf.get(k).equals(categoryOf.get(name)));
            case TO_BASE -> keep(base.reordered(mix.names()), removed, k -> true);
          };
      double total = 0;
      for (double heir : heirs) {
        total += heir;
      }
      if (!(total > 0)) {
        throw new IllegalArgumentException(
            "nobody can take the share "
                + mass
                + " of domain '"
                + name
                + "': "
                + (rule == MassRule.WITHIN_CATEGORY
                    ? "its category '" + categoryOf.get(name) + "' has no other domain with a share"
                    : "no other domain has a share"));
      }
      for (int k = 0; k < n; k++) {
        weights[k] += mass * heirs[k] / total;
      }
    }
    return Proportions.normalise(new ArrayList<>(mix.names()), weights);
  }

  private static double[] keep(
      Proportions mix, Set<String> removed, java.util.function.Predicate<String> who) {
    double[] values = mix.values();
    for (int k = 0; k < values.length; k++) {
      if (removed.contains(mix.name(k)) || !who.test(mix.name(k))) {
        values[k] = 0;
      }
    }
    return values;
  }
}
