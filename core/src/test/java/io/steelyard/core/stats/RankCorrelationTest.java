package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
  @Test
  void isPearsonsOfTheRanks() {
    double[] x = {1, 2, 3, 4};
    assertThat(RankCorrelation.rho(x, new double[] {1, 3, 2, 4})).isCloseTo(0.8, within(1e-12));
    assertThat(RankCorrelation.rho(x, new double[] {10, 100, 1000, 1e9}))
        .isCloseTo(1, within(1e-12));
    assertThat(RankCorrelation.rho(x, new double[] {4, 3, 2, 1})).isCloseTo(-1, within(1e-12));
  }

  @Test
  void givesTiesTheirMeanRank() {
    assertThat(RankCorrelation.ranks(new double[] {5, 1, 5, 7})).containsExactly(2.5, 1, 2.5, 4);
  }

  @Test
  void saysWhereThereIsNothingToSay() {
    assertThat(RankCorrelation.spearman(new double[] {1, 1, 1}, new double[] {1, 2, 3}).status())
        .isEqualTo(Status.UNDEFINED);
    assertThat(RankCorrelation.spearman(new double[0], new double[0]).status())
        .isEqualTo(Status.UNDEFINED);
    double[] ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    double[] other = {2, 1, 4, 3, 6, 5, 8, 7, 10, 9};
    Estimate estimate = RankCorrelation.spearman(ten, other);
    assertThat(estimate.value()).isCloseTo(0.93939, within(1e-5));
    assertThat(estimate.interval().contains(estimate.value())).isTrue();
  }
}
