package io.steelyard.mix.equitable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The numbers of the specification, and what holds for every allocation. */
class AllocationVectorTest {
  private static final Offset<Double> CLOSE = within(1e-8);
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  private static final List<Group> TWO =
      List.of(
          new Group("a", new LearningCurve(0, 1, 0.5), 0.5, 1, 0, NO_LIMIT),
          new Group("b", new LearningCurve(0, 2, 0.5), 0.5, 4, 0, NO_LIMIT));

  private static final List<Group> SLOW_AND_FAST =
      List.of(
          new Group("a", new LearningCurve(0, 1, 0.5), 0.8, 1, 0, NO_LIMIT),
          new Group("b", new LearningCurve(0, 1, 0.25), 0.2, 1, 0, NO_LIMIT));

  @Test
  void fillsToEqualPrices() {
    Allocation best = WaterFilling.allocate(TWO, Utility.AVERAGE, 1000);
    assertThat(best.amounts())
        .containsExactly(new double[] {284.1036534167, 178.9740866458}, CLOSE);
    assertThat(best.objective(Utility.AVERAGE)).isCloseTo(.1044130486613, CLOSE);
    assertThat(best.spent()).isCloseTo(1000, within(1e-9));
  }

  @Test
  void simpleRulesDoWorse() {
    Allocation counts = Heuristic.EQUAL_COUNTS.allocate(TWO, 1000);
    assertThat(counts.amounts()).containsExactly(new double[] {200, 200}, CLOSE);
    assertThat(counts.objective(Utility.AVERAGE)).isCloseTo(.1060660171780, CLOSE);
    Allocation spend = Heuristic.EQUAL_SPEND.allocate(TWO, 1000);
    assertThat(spend.amounts()).containsExactly(new double[] {500, 125}, CLOSE);
    assertThat(spend.objective(Utility.AVERAGE)).isCloseTo(.1118033988750, CLOSE);
  }

  @Test
  void greedyBuysWholeUnits() {
    assertThat(GreedyAllocation.allocate(from(TWO, 1), Utility.AVERAGE, 1000).amounts())
        .containsExactly(285, 180);
    assertThat(GreedyAllocation.allocate(from(SLOW_AND_FAST, 1), Utility.AVERAGE, 998).amounts())
        .containsExactly(595, 405);
  }

  @Test
  void powersMayDiffer() {
    Allocation best = WaterFilling.allocate(SLOW_AND_FAST, Utility.AVERAGE, 1000);
    assertThat(best.amounts())
        .containsExactly(new double[] {595.2600394770, 404.7399605230}, CLOSE);
    assertThat(best.objective(Utility.AVERAGE)).isCloseTo(.0773794842441, CLOSE);
  }

  @Test
  void minimaxMakesLossesEqual() {
    Allocation minimax = WorstGroup.minimax(TWO, 1000);
    assertThat(minimax.amounts())
        .containsExactly(new double[] {58.8235294118, 235.2941176471}, CLOSE);
    assertThat(minimax.loss(0)).isCloseTo(.1303840481041, CLOSE);
    assertThat(minimax.loss(1)).isCloseTo(.1303840481041, CLOSE);
  }

  @Test
  void nothingIsTakenAway() {
    LearningCurve curve = new LearningCurve(0, 1, 0.5);
    List<Group> groups =
        List.of(
            new Group("rich", curve, 1, 1, 400, NO_LIMIT),
            new Group("poor", curve, 1, 1, 20, NO_LIMIT));
    assertThat(WaterFilling.allocate(groups, Utility.AVERAGE, 100).amounts())
        .containsExactly(new double[] {400, 120}, CLOSE);
  }

  @Test
  void pricesAreEqualBetweenBorders() {
    for (Utility utility : List.of(Utility.AVERAGE, Utility.power(3), Utility.logarithm(5))) {
      Allocation best = WaterFilling.allocate(from(TWO, 5), utility, 1000);
      double first = WaterFilling.value(TWO.get(0), utility, best.amounts()[0]);
      double second = WaterFilling.value(TWO.get(1), utility, best.amounts()[1]);
      assertThat(first / second).isCloseTo(1, within(1e-9));
      assertThat(best.price() / first).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void oneMoreUnitOfBudgetGoesWhereItSays() {
    Allocation best = WaterFilling.allocate(TWO, Utility.AVERAGE, 1000);
    Allocation more = WaterFilling.allocate(TWO, Utility.AVERAGE, 1001);
    for (int g = 0; g < 2; g++) {
      assertThat(more.amounts()[g] - best.amounts()[g]).isCloseTo(best.next()[g], within(1e-4));
    }
    assertThat(best.objective(Utility.AVERAGE) - more.objective(Utility.AVERAGE))
        .isCloseTo(best.price(), within(1e-7));
  }

  @Test
  void floorsComeFirst() {
    double[] floors = {0.05, NO_LIMIT};
    Allocation held = WorstGroup.floors(TWO, Utility.AVERAGE, floors, 1000);
    assertThat(held.amounts()[0]).isCloseTo(400, CLOSE);
    assertThat(held.amounts()[1]).isCloseTo(150, CLOSE);
    assertThatThrownBy(() -> WorstGroup.floors(TWO, Utility.AVERAGE, floors, 300))
        .hasMessageContaining("the floors cost 400")
        .hasMessageContaining("budget of 300");
    List<Group> few = List.of(new Group("few", TWO.get(0).curve(), 1, 1, 0, 100));
    assertThatThrownBy(() -> WorstGroup.floors(few, Utility.AVERAGE, new double[] {0.01}, 1e6))
        .hasMessageContaining("'few' cannot reach a loss of 0.01")
        .hasMessageContaining("ends at 0.1");
  }

  @Test
  void theBlendLiesBetweenAverageAndWorst() {
    Allocation average = WaterFilling.allocate(TWO, Utility.AVERAGE, 1000);
    Allocation minimax = WorstGroup.minimax(TWO, 1000);
    Allocation blend = WorstGroup.blend(TWO, Utility.AVERAGE, 0.3, 1000);
    assertThat(blend.worst()).isBetween(minimax.worst(), average.worst());
    for (double other = minimax.worst(); other < average.worst(); other += 0.001) {
      double[] floors = {other, other};
      Allocation under = WorstGroup.floors(TWO, Utility.AVERAGE, floors, 1000.0001);
      assertThat(0.7 * blend.objective(Utility.AVERAGE) + 0.3 * blend.worst())
          .isLessThanOrEqualTo(0.7 * under.objective(Utility.AVERAGE) + 0.3 * under.worst() + 1e-6);
    }
  }

  @Test
  void everythingIsBoughtWhenTheBudgetAllows() {
    List<Group> few =
        List.of(
            new Group("a", TWO.get(0).curve(), 1, 1, 0, 10),
            new Group("b", TWO.get(1).curve(), 1, 2, 5, 10));
    Allocation all = WaterFilling.allocate(few, Utility.AVERAGE, 1000);
    assertThat(all.amounts()).containsExactly(10, 10);
    assertThat(all.spent()).isEqualTo(20);
    assertThat(all.price()).isZero();
  }

  @Test
  void aWorseThanAverageGroupCountsMoreWithTheHinge() {
    Allocation plain = WaterFilling.allocate(TWO, Utility.AVERAGE, 1000);
    Allocation hinged = WaterFilling.allocate(TWO, Utility.hinge(5, 0.1), 1000);
    assertThat(hinged.loss(1)).isLessThan(plain.loss(1));
  }

  /** Excess risk of linear regression is {@code sigma^2 d / n}: n in proportion to its root. */
  @Test
  void linearRegressionIsAllocatedByTheRootOfItsNoise() {
    List<Group> groups =
        List.of(
            new Group("quiet", new LearningCurve(0, 1 * 20, 1), 1, 1, 0, NO_LIMIT),
            new Group("noisy", new LearningCurve(0, 4 * 20, 1), 1, 1, 0, NO_LIMIT));
    double[] amounts = WaterFilling.allocate(groups, Utility.AVERAGE, 3000).amounts();
    assertThat(amounts).containsExactly(new double[] {1000, 2000}, within(1e-6));
  }

  static List<Group> from(List<Group> groups, double have) {
    return groups.stream()
        .map(g -> new Group(g.name(), g.curve(), g.weight(), g.cost(), have, g.limit()))
        .toList();
  }
}
