package io.steelyard.mix.equitable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AllocationProperties {
  @Property(tries = 100)
  void noRandomAllocationIsBetter(@ForAll long seed) {
    List<Group> groups = groups(seed, false);
    Utility utility = Draws.mix(seed, 1) < 0 ? Utility.AVERAGE : Utility.power(2);
    double budget = 1 + 1000 * Draws.unit(Draws.mix(seed, 2));
    Allocation best = WaterFilling.allocate(groups, utility, budget);
    assertThat(best.spent()).isCloseTo(budget, within(1e-6 * budget));
    for (int i = 0; i < 100; i++) {
      Allocation other = random(groups, budget, Draws.mix(seed, 3, i));
      assertThat(best.objective(utility)).isLessThanOrEqualTo(other.objective(utility) + 1e-9);
    }
  }

  @Property(tries = 100)
  void noRandomAllocationHasABetterWorst(@ForAll long seed) {
    List<Group> groups = groups(seed, false);
    double budget = 1 + 1000 * Draws.unit(Draws.mix(seed, 2));
    Allocation best = WorstGroup.minimax(groups, budget);
    for (int i = 0; i < 100; i++) {
      Allocation other = random(groups, budget, Draws.mix(seed, 3, i));
      assertThat(best.worst()).isLessThanOrEqualTo(other.worst() + 1e-9);
    }
  }

  @Property(tries = 50)
  void aSmallBudgetIsTheBeginningOfALargeOne(@ForAll long seed) {
    List<Group> groups = groups(seed, true);
    double small = Math.floor(200 * Draws.unit(Draws.mix(seed, 2)));
    double[] few = GreedyAllocation.allocate(groups, Utility.AVERAGE, small).amounts();
    double[] many = GreedyAllocation.allocate(groups, Utility.AVERAGE, small + 50).amounts();
    for (int g = 0; g < few.length; g++) {
      assertThat(few[g]).isLessThanOrEqualTo(many[g]);
    }
  }

  @Property(tries = 50)
  void theScaleOfWeightsDoesNotMatter(@ForAll long seed) {
    List<Group> groups = groups(seed, false);
    List<Group> scaled =
        groups.stream()
            .map(g -> new Group(g.name(), g.curve(), 7 * g.weight(), g.cost(), g.have(), g.limit()))
            .toList();
    double[] one = WaterFilling.allocate(groups, Utility.AVERAGE, 100).amounts();
    double[] other = WaterFilling.allocate(scaled, Utility.AVERAGE, 100).amounts();
    for (int g = 0; g < one.length; g++) {
      assertThat(other[g]).isCloseTo(one[g], within(1e-6 * one[g]));
    }
  }

  private static List<Group> groups(long seed, boolean equalCosts) {
    List<Group> groups = new ArrayList<>();
    int n = 2 + (int) (4 * Draws.unit(Draws.mix(seed, 10)));
    for (int g = 0; g < n; g++) {
      double[] u = new double[6];
      for (int i = 0; i < u.length; i++) {
        u[i] = Draws.unit(Draws.mix(seed, 11, g, i));
      }
      LearningCurve curve = new LearningCurve(u[0], 0.1 + 5 * u[1], 0.05 + u[2]);
      double cost = equalCosts ? 1 : 0.1 + 5 * u[3];
      groups.add(
          new Group(
              "g" + g,
              curve,
              0.1 + u[4],
              cost,
              1 + Math.floor(20 * u[5]),
              Double.POSITIVE_INFINITY));
    }
    return groups;
  }

  private static Allocation random(List<Group> groups, double budget, long key) {
    double[] shares = new double[groups.size()];
    Arrays.setAll(shares, g -> -Math.log(1 - Draws.unit(Draws.mix(key, g))));
    double sum = Arrays.stream(shares).sum();
    double[] amounts = new double[shares.length];
    Arrays.setAll(
        amounts, g -> groups.get(g).have() + budget * shares[g] / sum / groups.get(g).cost());
    return new Allocation(groups, amounts, budget, 0, new double[shares.length]);
  }
}
