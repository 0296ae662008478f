package io.steelyard.mix.equitable;

import java.util.List;

/**
 * How much of each group to have.
 *
 * @param groups whom it is for
 * @param amounts units of each group in all, those it had included
 * @param spent what the added units cost
 * @param price value of one more unit of budget, {@code mu = dU/dB}; 0 when everything is bought
 * @param next of each further unit of budget, the units of each group that it buys, {@code dn/dB};
 *     zeros for groups at a border
 */
public record Allocation(
    List<Group> groups, double[] amounts, double spent, double price, double[] next) {
  public double loss(int g) {
    return groups.get(g).curve().loss(amounts[g]);
  }

  public double added(int g) {
    return amounts[g] - groups.get(g).have();
  }

  /** {@code sum w psi(L)}: the smaller the better. */
  public double objective(Utility utility) {
    double sum = 0;
    for (int g = 0; g < amounts.length; g++) {
      sum += groups.get(g).weight() * utility.of(loss(g));
    }
    return sum;
  }

  /** Loss of the group that fares worst. */
  public double worst() {
    double worst = Double.NEGATIVE_INFINITY;
    for (int g = 0; g < amounts.length; g++) {
      worst = Math.max(worst, loss(g));
    }
    return worst;
  }

  static double spent(List<Group> groups, double[] amounts) {
    double spent = 0;
    for (int g = 0; g < amounts.length; g++) {
      spent += groups.get(g).cost() * (amounts[g] - groups.get(g).have());
    }
    return spent;
  }
}
