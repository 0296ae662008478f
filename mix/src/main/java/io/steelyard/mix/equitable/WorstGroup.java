package io.steelyard.mix.equitable;

import java.util.ArrayList;
import java.util.List;

/**
 * Allocations that look at the group that fares worst: the minimax, floors that every group must
 * reach, and the blend of the worst group with the average.
 */
public final class WorstGroup {
  private static final int HALVINGS = 200;
  private static final double GOLDEN = (StrictMath.sqrt(5) - 1) / 2;

  private WorstGroup() {}

  /**
   * Minimises {@code max_g L_g(n_g)}: everybody is brought to the same loss {@code v}, {@code n_g =
   * (b_g / (v - a_g))^(1/p_g)}, as far as the budget goes. Groups that are better already, or of
   * which there is no more, stay where they are.
   *
   * <p>Example: b = (1, 2), p = 1/2, costs (1, 4), budget 1000 give (58.8, 235.3), both at 0.1304.
   */
  public static Allocation minimax(List<Group> groups, double budget) {
    WaterFilling.check(groups, budget);
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Group group : groups) {
      low = Math.max(low, group.curve().loss(group.limit()));
      high = Math.max(high, group.curve().loss(Math.max(group.have(), 1e-12)));
    }
    double[] amounts = new double[groups.size()];
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (reach(groups, middle, amounts) > budget) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double spent = reach(groups, high, amounts);
    return new Allocation(groups, amounts, spent, 0, new double[amounts.length]);
  }

  /** The group whose end (its limit, or its floor) keeps the worst loss from falling further. */
  public static Group limiting(Allocation allocation) {
    Group limiting = null;
    double worst = Double.NEGATIVE_INFINITY;
    for (int g = 0; g < allocation.amounts().length; g++) {
      if (allocation.loss(g) > worst) {
        worst = allocation.loss(g);
        limiting = allocation.groups().get(g);
      }
    }
    return limiting;
  }

  /**
   * What it costs that no group has a loss above {@code loss}; infinite if one never gets there.
   */
  public static double priceOf(List<Group> groups, double loss) {
    double price = 0;
    for (Group group : groups) {
      double needed = group.curve().amountFor(loss);
      if (needed > group.limit()) {
        return Double.POSITIVE_INFINITY;
      }
      price += group.cost() * Math.max(0, needed - group.have());
    }
    return price;
  }

  /**
   * First what each group needs for its floor, then {@link WaterFilling} with the rest.
   *
   * @param floors highest loss allowed for each group; infinite for none
   * @throws IllegalArgumentException if a floor lies below what the group can reach, or all of them
   *     cost more than the budget; the message says what they would cost
   */
  public static Allocation floors(
      List<Group> groups, Utility utility, double[] floors, double budget) {
    List<Group> raised = new ArrayList<>();
    double price = 0;
    for (int g = 0; g < floors.length; g++) {
      Group group = groups.get(g);
      double needed = Math.max(group.have(), group.curve().amountFor(floors[g]));
      if (needed > group.limit()) {
        throw new IllegalArgumentException(
            "'"
                + group.name()
                + "' cannot reach a loss of "
                + floors[g]
                + ": with all "
                + group.limit()
                + " units its curve ends at "
                + group.curve().loss(group.limit()));
      }
      price += group.cost() * (needed - group.have());
      raised.add(
          new Group(
              group.name(), group.curve(), group.weight(), group.cost(), needed, group.limit()));
    }
    if (price > budget * (1 + 1e-12)) {
      throw new IllegalArgumentException(
          "the floors cost " + price + ", more than the budget of " + budget);
    }
    Allocation rest = WaterFilling.allocate(raised, utility, Math.max(0, budget - price));
    return new Allocation(
        groups,
        rest.amounts(),
        Allocation.spent(groups, rest.amounts()),
        rest.price(),
        rest.next());
  }

  /**
   * Minimises {@code (1 - theta) sum w psi(L) + theta max psi(L)}: for each level of the worst loss
   * the best rest is {@link #floors}, and the sum is convex in that level, so a golden-section
   * search finds it.
   *
   * @param theta 0 for the average alone, 1 for the worst group alone
   */
  public static Allocation blend(List<Group> groups, Utility utility, double theta, double budget) {
    if (!(theta >= 0 && theta <= 1)) {
      throw new IllegalArgumentException("theta must lie in 0 to 1, was " + theta);
    }
    Allocation average = WaterFilling.allocate(groups, utility, budget);
    Allocation minimax = minimax(groups, budget);
    double low = minimax.worst();
    double high = average.worst();
    if (theta == 0 || !(high > low)) {
      return average;
    }
    if (theta == 1) {
      return minimax;
    }
    while (high - low > 1e-12 * Math.max(1, Math.abs(high))) {
      double left = high - GOLDEN * (high - low);
      double right = low + GOLDEN * (high - low);
      if (blended(groups, utility, theta, budget, left)
          <= blended(groups, utility, theta, budget, right)) {
        high = right;
      } else {
        low = left;
      }
    }
    return under(groups, utility, high, budget);
  }

  private static double blended(
      List<Group> groups, Utility utility, double theta, double budget, double worst) {
    Allocation allocation = under(groups, utility, worst, budget);
    return (1 - theta) * allocation.objective(utility) + theta * utility.of(worst);
  }

  /** The best allocation whose worst loss is at most {@code worst}. */
  private static Allocation under(
      List<Group> groups, Utility utility, double worst, double budget) {
    double[] floors = new double[groups.size()];
    double price = 0;
    for (int g = 0; g < floors.length; g++) {
      Group group = groups.get(g);
      floors[g] = Math.max(worst, group.curve().loss(group.limit()));
      price += group.cost() * Math.max(0, group.curve().amountFor(floors[g]) - group.have());
    }
    return floors(groups, utility, floors, Math.max(budget, price));
  }

  private static double reach(List<Group> groups, double loss, double[] amounts) {
    for (int g = 0; g < amounts.length; g++) {
      Group group = groups.get(g);
      double needed = Math.max(group.have(), group.curve().amountFor(loss));
      amounts[g] = Math.min(needed, group.limit());
    }
    return Allocation.spent(groups, amounts);
  }
}
