package io.steelyard.mix.equitable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import io.steelyard.mix.equitable.AdaptiveAllocation.Outcome;
import io.steelyard.mix.equitable.AdaptiveAllocation.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveAllocationTest {
  private static final List<Group> GROUPS =
      List.of(
          new Group("a", new LearningCurve(0, 1, 0.5), 0.5, 1, 20, Double.POSITIVE_INFINITY),
          new Group("b", new LearningCurve(0, 2, 0.5), 0.5, 4, 20, Double.POSITIVE_INFINITY));

  private static final Losses EXACT = (g, amount, repeat) -> GROUPS.get(g).curve().loss(amount);

  private static double best(double budget) {
    return WaterFilling.allocate(GROUPS, Utility.AVERAGE, budget).objective(Utility.AVERAGE);
  }

  @Test
  void comesCloseToTheOptimumWithoutKnowingTheBudget() {
    for (SlopeEstimate.Rule rule : SlopeEstimate.Rule.values()) {
      Outcome outcome =
          AdaptiveAllocation.run(
              GROUPS, Utility.AVERAGE, EXACT, 900, new Settings(5, rule, 1, 0, 0, false, 0), 7);
      assertThat(outcome.allocation().objective(Utility.AVERAGE))
          .isCloseTo(best(900), within(0.003 * best(900)));
      assertThat(outcome.allocation().spent()).isCloseTo(900, within(1e-9));
      assertThat(outcome.stoppedBecause()).isEqualTo("the budget is spent");
    }
  }

  @Test
  void aShortBudgetIsTheBeginningOfALongOne() {
    Outcome small = AdaptiveAllocation.run(GROUPS, Utility.AVERAGE, EXACT, 200, Settings.of(5), 7);
    Outcome large = AdaptiveAllocation.run(GROUPS, Utility.AVERAGE, EXACT, 400, Settings.of(5), 7);
    for (int i = 0; i + 1 < small.rounds().size(); i++) {
      assertThat(large.rounds().get(i).group()).isEqualTo(small.rounds().get(i).group());
    }
  }

  @Test
  void explorationFindsAGroupWhoseFirstLookWasUnlucky() {
    // The first look at b sees no learning at all; later ones see the truth.
    Losses unlucky =
        (g, amount, repeat) ->
            g == 1 && amount <= 20 && repeat > 0
                ? GROUPS.get(1).curve().loss(20) - 0.3 + 0.6 * Draws.unit(Draws.mix(repeat, 5))
                : g == 1 && amount <= 20
                    ? GROUPS.get(1).curve().loss(20)
                    : GROUPS.get(g).curve().loss(amount);
    Settings plain = new Settings(5, SlopeEstimate.Rule.LEAVE_OUT, 3, 0, 0, false, 0);
    Settings curious = new Settings(5, SlopeEstimate.Rule.LEAVE_OUT, 3, 0, 5, false, 0);
    double without =
        AdaptiveAllocation.run(GROUPS, Utility.AVERAGE, unlucky, 500, plain, 7)
            .allocation()
            .objective(Utility.AVERAGE);
    double with =
        AdaptiveAllocation.run(GROUPS, Utility.AVERAGE, unlucky, 500, curious, 7)
            .allocation()
            .objective(Utility.AVERAGE);
    assertThat(with).isLessThanOrEqualTo(without);
  }

  @Test
  void goesOnWithOthersWhenOneIsSpent() {
    List<Group> few =
        List.of(
            new Group("a", GROUPS.get(0).curve(), 1, 1, 20, 30),
            new Group("b", GROUPS.get(1).curve(), 1, 1, 20, 60));
    Outcome outcome = AdaptiveAllocation.run(few, Utility.AVERAGE, EXACT, 900, Settings.of(7), 7);
    assertThat(outcome.allocation().amounts()).containsExactly(30, 60);
    assertThat(outcome.stoppedBecause()).isEqualTo("no group can be bought any more");
  }

  @Test
  void stopsWhereALotIsWorthTooLittle() {
    Settings settings = new Settings(5, SlopeEstimate.Rule.LEAVE_OUT, 1, 0, 0, false, 1e-4);
    Outcome outcome = AdaptiveAllocation.run(GROUPS, Utility.AVERAGE, EXACT, 1e6, settings, 7);
    assertThat(outcome.stoppedBecause()).isEqualTo("no lot is worth more than 1.0E-4 per cost");
    assertThat(outcome.allocation().spent()).isLessThan(10_000);
  }

  @Test
  void dividesALotBetweenEquals() {
    List<Group> twins =
        List.of(
            new Group("a", GROUPS.get(0).curve(), 1, 1, 20, Double.POSITIVE_INFINITY),
            new Group("b", GROUPS.get(0).curve(), 1, 1, 20, Double.POSITIVE_INFINITY));
    Losses noisy =
        (g, amount, repeat) ->
            twins.get(0).curve().loss(amount) * (1 + 0.01 * Draws.unit(Draws.mix(g, repeat, 3)));
    Settings settings = new Settings(10, SlopeEstimate.Rule.LEAVE_OUT, 3, 0, 0, true, 0);
    Outcome outcome = AdaptiveAllocation.run(twins, Utility.AVERAGE, noisy, 100, settings, 7);
    assertThat(outcome.allocation().amounts()[0]).isCloseTo(70, within(10.0));
  }

  @Test
  void needsSomethingToStartFrom() {
    List<Group> empty = List.of(Group.of("new", GROUPS.get(0).curve()));
    assertThatThrownBy(
            () -> AdaptiveAllocation.run(empty, Utility.AVERAGE, EXACT, 10, Settings.of(1), 7))
        .hasMessage("'new' needs some data to start from: its slope is unknown");
  }
}
