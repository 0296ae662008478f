package io.steelyard.mix.equitable;

import java.util.List;

/**
 * A group that data can be added to.
 *
 * @param name the group
 * @param curve its loss against its amount of data
 * @param weight what its loss counts, not negative
 * @param cost price of one unit of its data, positive
 * @param have units that it has already; never taken away
 * @param limit units that exist at most, at least {@code have}; may be infinite
 */
public record Group(
    String name, LearningCurve curve, double weight, double cost, double have, double limit) {
  public Group {
    if (!(cost > 0) || Double.isInfinite(cost)) {
      throw new IllegalArgumentException(
          "the cost of '" + name + "' must be positive, was " + cost);
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "the weight of '" + name + "' must not be negative, was " + weight);
    }
    if (!(have >= 0) || Double.isInfinite(have) || !(limit >= have)) {
      throw new IllegalArgumentException(
          "'" + name + "' has " + have + " units of " + limit + " that exist");
    }
  }

  /** A group of weight and cost 1 that starts from nothing and has no limit. */
  public static Group of(String name, LearningCurve curve) {
    return new Group(name, curve, 1, 1, 0, Double.POSITIVE_INFINITY);
  }

  /** Price of everything that can still be bought. */
  static double priceOfAll(List<Group> groups) {
    return groups.stream().mapToDouble(g -> g.cost * (g.limit - g.have)).sum();
  }
}
