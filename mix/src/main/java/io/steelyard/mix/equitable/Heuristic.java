package io.steelyard.mix.equitable;

import java.util.Arrays;
import java.util.List;

/** The simple rules that an allocation has to beat. */
public enum Heuristic {
  /** The same number of units for each group. */
  EQUAL_COUNTS {
    @Override
    double[] shares(List<Group> groups) {
      return filled(groups, 1);
    }
  },
  /** The same money for each group. */
  EQUAL_SPEND {
    @Override
    double[] shares(List<Group> groups) {
      double[] shares = filled(groups, 1);
      for (int g = 0; g < shares.length; g++) {
        shares[g] = 1 / groups.get(g).cost();
      }
      return shares;
    }
  },
  /** Units in proportion to what exists. */
  PROPORTIONAL {
    @Override
    double[] shares(List<Group> groups) {
      double[] shares = filled(groups, 1);
      for (int g = 0; g < shares.length; g++) {
        shares[g] = groups.get(g).limit();
      }
      if (Arrays.stream(shares).anyMatch(Double::isInfinite)) {
        throw new IllegalArgumentException("proportional needs the limit of every group");
      }
      return shares;
    }
  },
  /** Units in proportion to the weights: representative of whom it is for. */
  REPRESENTATIVE {
    @Override
    double[] shares(List<Group> groups) {
      double[] shares = filled(groups, 1);
      for (int g = 0; g < shares.length; g++) {
        shares[g] = groups.get(g).weight();
      }
      return shares;
    }
  };

  abstract double[] shares(List<Group> groups);

  /**
   * Spends the budget so that added units are in proportion to the rule's shares; what a group has
   * no more of goes to the others.
   */
  public Allocation allocate(List<Group> groups, double budget) {
    WaterFilling.check(groups, budget);
    double[] shares = shares(groups);
    double[] amounts = groups.stream().mapToDouble(Group::have).toArray();
    double left = Math.min(budget, Group.priceOfAll(groups));
    while (left > 1e-12 * budget) {
      double price = 0;
      for (int g = 0; g < shares.length; g++) {
        price += open(groups, amounts, g) ? shares[g] * groups.get(g).cost() : 0;
      }
      if (price == 0) {
        break;
      }
      double step = left / price;
      for (int g = 0; g < shares.length; g++) {
        if (open(groups, amounts, g) && shares[g] > 0) {
          step = Math.min(step, (groups.get(g).limit() - amounts[g]) / shares[g]);
        }
      }
      for (int g = 0; g < shares.length; g++) {
        if (open(groups, amounts, g)) {
          amounts[g] += step * shares[g];
        }
      }
      left -= step * price;
    }
    return new Allocation(
        groups, amounts, Allocation.spent(groups, amounts), 0, new double[amounts.length]);
  }

  private static boolean open(List<Group> groups, double[] amounts, int g) {
    return amounts[g] < groups.get(g).limit() * (1 - 1e-12);
  }

  private static double[] filled(List<Group> groups, double value) {
    double[] values = new double[groups.size()];
    Arrays.fill(values, value);
    return values;
  }
}
