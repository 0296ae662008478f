package io.steelyard.mix.equitable;

import java.util.List;

/**
 * The allocation that minimises {@code sum_g w_g psi(L_g(n_g))} within a budget:
 *
 * <pre>
 * subject to  sum_g c_g (n_g - have_g) &lt;= B,   have_g &lt;= n_g &lt;= limit_g
 * optimum:    w_g psi'(L_g) (-L_g'(n_g)) / c_g = mu   for every group between its borders
 * </pre>
 *
 * <p>{@code mu} is found by bisection of its logarithm, and each {@code n_g(mu)} likewise (in
 * closed form for the average). Example: w = (1/2, 1/2), b = (1, 2), p = 1/2, costs (1, 4) and a
 * budget of 1000 give (284.10, 178.97).
 */
public final class WaterFilling {
  private static final int HALVINGS = 200;

  private WaterFilling() {}

  /**
   * @param budget what may be spent, not negative
   * @throws IllegalArgumentException if no group counts
   */
  public static Allocation allocate(List<Group> groups, Utility utility, double budget) {
    check(groups, budget);
    double[] amounts = new double[groups.size()];
    if (Group.priceOfAll(groups) <= budget) {
      for (int g = 0; g < amounts.length; g++) {
        amounts[g] = groups.get(g).limit();
      }
      return new Allocation(
          groups, amounts, Allocation.spent(groups, amounts), 0, new double[amounts.length]);
    }
    double low = -1000;
    double high = 1000;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      fill(groups, utility, middle, amounts);
      if (Allocation.spent(groups, amounts) > budget) {
        low = middle;
      } else {
        high = middle;
      }
    }
    fill(groups, utility, high, amounts);
    double[] next = next(groups, utility, amounts);
    spendRest(groups, budget, amounts, next);
    return new Allocation(
        groups, amounts, Allocation.spent(groups, amounts), StrictMath.exp(high), next);
  }

  static void check(List<Group> groups, double budget) {
    if (groups.isEmpty() || groups.stream().allMatch(g -> g.weight() == 0)) {
      throw new IllegalArgumentException("no group counts: give one a weight above 0");
    }
    if (!(budget >= 0) || Double.isInfinite(budget)) {
      throw new IllegalArgumentException("the budget must not be negative, was " + budget);
    }
  }

  private static void fill(List<Group> groups, Utility utility, double logPrice, double[] amounts) {
    for (int g = 0; g < amounts.length; g++) {
      amounts[g] = amount(groups.get(g), utility, logPrice);
    }
  }

  /** The {@code n} at which one unit of cost buys {@code exp(logPrice)}, within the borders. */
  private static double amount(Group group, Utility utility, double logPrice) {
    if (group.weight() == 0) {
      return group.have();
    }
    if (utility == Utility.AVERAGE) {
      LearningCurve curve = group.curve();
      double log =
          StrictMath.log(group.weight() * curve.scale() * curve.power() / group.cost()) - logPrice;
      double n = StrictMath.exp(log / (curve.power() + 1));
      return Math.min(Math.max(n, group.have()), group.limit());
    }
    double low = StrictMath.log(Math.max(group.have(), 1e-12));
    double high = Math.min(StrictMath.log(group.limit()), 80);
    if (logValue(group, utility, low) <= logPrice) {
      return group.have();
    }
    if (logValue(group, utility, high) >= logPrice) {
      return group.limit();
    }
    for (int i = 0; i < HALVINGS && high - low > 1e-15 * Math.max(1, Math.abs(high)); i++) {
      double middle = (low + high) / 2;
      if (logValue(group, utility, middle) > logPrice) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.min(Math.max(StrictMath.exp((low + high) / 2), group.have()), group.limit());
  }

  /** Logarithm of {@code w psi'(L) (-L') / c} at {@code n = exp(logAmount)}. */
  private static double logValue(Group group, Utility utility, double logAmount) {
    LearningCurve curve = group.curve();
    double loss =
        curve.floor() + StrictMath.exp(StrictMath.log(curve.scale()) - curve.power() * logAmount);
    return StrictMath.log(
            group.weight() * utility.slope(loss) * curve.power() * curve.scale() / group.cost())
        - (curve.power() + 1) * logAmount;
  }

  /** Value of the next unit of cost given to a group that has {@code n}. */
  static double value(Group group, Utility utility, double n) {
    double loss = group.curve().loss(n);
    return group.weight() * utility.slope(loss) * -group.curve().slope(n) / group.cost();
  }

  /**
   * {@code dn/dB}: with every interior value equal, {@code dn_g} is in proportion to {@code -1 / (d
   * ln value_g / dn)}, scaled so that the costs sum to 1.
   */
  private static double[] next(List<Group> groups, Utility utility, double[] amounts) {
    double[] next = new double[amounts.length];
    double costs = 0;
    for (int g = 0; g < amounts.length; g++) {
      Group group = groups.get(g);
      double n = amounts[g];
      if (group.weight() > 0 && n > group.have() && n < group.limit()) {
        double step = 1e-5;
        double rise =
            (logValue(group, utility, StrictMath.log(n) + step)
                    - logValue(group, utility, StrictMath.log(n) - step))
                / (2 * step * n);
        next[g] = -1 / rise;
        costs += next[g] * group.cost();
      }
    }
    for (int g = 0; g < next.length && costs > 0; g++) {
      next[g] /= costs;
    }
    return next;
  }

  /** What rounding left over goes where the next unit of budget would go. */
  private static void spendRest(
      List<Group> groups, double budget, double[] amounts, double[] next) {
    double rest = budget - Allocation.spent(groups, amounts);
    for (int g = 0; g < amounts.length; g++) {
      double more = Math.max(groups.get(g).have(), amounts[g] + rest * next[g]);
      amounts[g] = Math.min(more, groups.get(g).limit());
    }
  }
}
