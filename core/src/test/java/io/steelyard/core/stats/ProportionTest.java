package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

/** The exact vectors of the statistics kit. */
class ProportionTest {
  private static void matches(Interval interval, double lo, double hi, double digits) {
    assertThat(interval.lo()).isCloseTo(lo, within(digits));
    assertThat(interval.hi()).isCloseTo(hi, within(digits));
  }

  @Test
  void intervalsMatchTheirVectors() {
    matches(Proportion.WILSON.interval(7, 20, .95), .1811918241010821, .5671457233147638, 1e-15);
    matches(
        Proportion.CLOPPER_PEARSON.interval(7, 20, .95),
        .1539092047845412,
        .5921885345328283,
        1e-14);
    matches(Proportion.JEFFREYS.interval(7, 20, .95), .172276213632, .567766093841, 1e-12);
    matches(
        Proportion.AGRESTI_COULL.interval(7, 20, .95), .179926361438228, .5684111859776177, 1e-14);
    matches(Proportion.WILSON.interval(0, 10, .95), 0, .2775327998628892, 1e-15);
    matches(Proportion.CLOPPER_PEARSON.interval(0, 10, .95), 0, .3084971078187, 1e-13);
    matches(Proportion.WILSON.interval(60, 100, .95), .5020025867910618, .6905987135675411, 1e-15);
    matches(
        Proportion.CLOPPER_PEARSON.interval(60, 100, .95),
        .4972091504223335,
        .6967052312971551,
        1e-13);
    matches(
        Proportion.WILSON.interval(610, 1000, .99), .5696698737503646, .6488800699708858, 1e-15);
  }

  @Test
  void twoProportionsMatchTheirVectors() {
    TwoProportions shares = new TwoProportions(610, 1000, 540, 1000);
    TestResult z = shares.z(Alternative.TWO_SIDED, .95);
    assertThat(z.statistic()).isCloseTo(3.1663189112233026, within(1e-14));
    assertThat(z.p()).isCloseTo(.0015438143671225725, within(1e-16));
    matches(shares.difference(.95).interval(), .026671955185741114, .11295798332366472, 1e-15);
    TestResult fisher = shares.fisher(Alternative.TWO_SIDED, .95);
    assertThat(fisher.p()).isCloseTo(.001794261004928158, within(1e-14));
    assertThat(fisher.effect().value()).isCloseTo(.07, within(1e-15));
    assertThat(shares.cohenH()).isCloseTo(.1417288904631353, within(1e-15));
  }

  @Test
  void ratioUsesTheLogMethod() {
    Estimate ratio = new TwoProportions(30, 100, 15, 100).ratio(.95);
    double spread = Math.exp(1.959963984540054 * Math.sqrt(1 / 30.0 + 1 / 15.0 - .02));
    assertThat(ratio.value()).isEqualTo(2);
    matches(ratio.interval(), 2 / spread, 2 * spread, 1e-13);
    assertThat(new TwoProportions(0, 10, 5, 10).ratio(.95).status()).isEqualTo(Status.UNDEFINED);
  }

  @Test
  void smallTablesGoToFisherAndLargeOnesToZ() {
    assertThat(new TwoProportions(3, 10, 6, 10).test(Alternative.TWO_SIDED, .95).test())
        .contains("Fisher");
    assertThat(new TwoProportions(300, 1000, 350, 1000).test(Alternative.TWO_SIDED, .95).test())
        .contains("pooled z");
  }

  @Test
  void oneSidedTailsOfFisherOverlapInTheObservedTable() {
    TwoProportions shares = new TwoProportions(8, 10, 3, 12);
    double both =
        shares.fisher(Alternative.GREATER, .95).p() + shares.fisher(Alternative.LESS, .95).p();
    // hypergeometric probability of the observed table: C(10,8) C(12,3) / C(22,11)
    assertThat(both).isCloseTo(1 + 45.0 * 220 / 705432, within(1e-12));
  }

  @Test
  void underflowingPKeepsItsLogarithm() {
    TestResult z =
        new TwoProportions(900_000, 1_000_000, 100_000, 1_000_000).z(Alternative.GREATER, .95);
    assertThat(z.p()).isZero();
    assertThat(z.logP()).isBetween(-640_100.0, -640_000.0);
    assertThat(Normal.logP(30, Alternative.GREATER)).isCloseTo(-454.3212439563219, within(1e-9));
    double across = Normal.logP(37.1, Alternative.GREATER) - Normal.logP(37.0, Alternative.GREATER);
    assertThat(across).isCloseTo(-(37.1 * 37.1 - 37 * 37) / 2 - Math.log(37.1 / 37), within(1e-4));
  }

  @Test
  void countsBeyondIntsWork() {
    long n = 4_000_000_000_000L;
    Interval cp = Proportion.CLOPPER_PEARSON.interval(1, n, .95);
    // exact limits at one success: n lo = -ln(1 - .025) and the Poisson upper limit 5.5716
    assertThat(cp.lo() * n).isCloseTo(.025317807984289897, within(1e-9));
    assertThat(cp.hi() * n).isCloseTo(5.571643390938, within(1e-6));
    assertThat(Proportion.WILSON.interval(n, n, .95).hi()).isOne();
  }

  @Test
  void edgesAreExact() {
    for (Proportion method : Proportion.values()) {
      for (int n = 1; n < 50; n++) {
        assertThat(method.interval(0, n, .95).lo()).isZero();
        assertThat(method.interval(n, n, .95).hi()).isOne();
      }
      assertThat(method.interval(0, 0, .95)).matches(i -> i.lo() == 0 && i.hi() == 1);
      assertThat(method.estimate(0, 0, .95).status()).isEqualTo(Status.UNDEFINED);
    }
  }

  @Test
  void wilsonCoversAsStated() {
    for (int n = 20; n <= 200; n += 20) {
      double covered = 0;
      for (int k = 1; k < 100; k++) {
        double p = k / 100.0;
        BinomialDistribution draws = BinomialDistribution.of(n, p);
        for (int x = 0; x <= n; x++) {
          if (Proportion.WILSON.interval(x, n, .95).contains(p)) {
            covered += draws.probability(x) / 99;
          }
        }
      }
      assertThat(covered).isBetween(.93, .97);
    }
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> Proportion.WILSON.interval(3, 2, .95))
        .hasMessageContaining("3 successes in 2 trials");
    assertThatThrownBy(() -> Proportion.WILSON.interval(1, 2, 95))
        .hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> new TwoProportions(0, 0, 1, 2)).hasMessageContaining("both sides");
  }
}
