package io.steelyard.mix.equitable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Whole units, one after the other to the group where it is worth most for its price: exactly
 * optimal at equal costs, and with unequal ones up to the last unit that no longer fits. The path
 * for a small budget is the beginning of the path for a large one.
 *
 * <p>Example: w = (0.8, 0.2), b = (1, 1), p = (1/2, 1/4) from one unit each with 998 to spend gives
 * (595, 405).
 */
public final class GreedyAllocation {
  private GreedyAllocation() {}

  /**
   * @param groups each with at least one unit to start from
   * @param budget what may be spent
   */
  public static Allocation allocate(List<Group> groups, Utility utility, double budget) {
    WaterFilling.check(groups, budget);
    double[] amounts = new double[groups.size()];
    double[] spent = new double[groups.size()];
    PriorityQueue<Offer> offers =
        new PriorityQueue<>(
            Comparator.comparingDouble((Offer o) -> -o.value)
                .thenComparingDouble(o -> o.spent)
                .thenComparingInt(o -> o.group));
    for (int g = 0; g < amounts.length; g++) {
      Group group = groups.get(g);
      if (!(group.have() >= 1)) {
        throw new IllegalArgumentException(
            "'"
                + group.name()
                + "' has no unit to start from: its first one is worth infinitely"
                + " much");
      }
      amounts[g] = group.have();
      offers.add(offer(groups, utility, amounts, spent, g));
    }
    double left = budget;
    double price = 0;
    List<Offer> tooDear = new ArrayList<>();
    while (!offers.isEmpty()) {
      Offer best = offers.poll();
      int g = best.group;
      Group group = groups.get(g);
      if (amounts[g] + 1 > group.limit() || best.value <= 0) {
        continue;
      }
      if (group.cost() > left * (1 + 1e-12)) {
        tooDear.add(best);
        continue;
      }
      amounts[g]++;
      spent[g] += group.cost();
      left -= group.cost();
      price = best.value;
      offers.add(offer(groups, utility, amounts, spent, g));
    }
    return new Allocation(
        groups,
        amounts,
        Allocation.spent(groups, amounts),
        tooDear.isEmpty() ? 0 : price,
        new double[amounts.length]);
  }

  private record Offer(int group, double value, double spent) {}

  private static Offer offer(
      List<Group> groups, Utility utility, double[] amounts, double[] spent, int g) {
    Group group = groups.get(g);
    double now = utility.of(group.curve().loss(amounts[g]));
    double then = utility.of(group.curve().loss(amounts[g] + 1));
    return new Offer(g, group.weight() * (now - then) / group.cost(), spent[g]);
  }
}
