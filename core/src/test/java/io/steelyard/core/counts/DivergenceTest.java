package io.steelyard.core.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.counts.Divergence.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The exact vectors of the statistics kit, then the edges. */
class DivergenceTest {
  private static final double[] P = {.5, .3, .2};
  private static final double[] Q = {.4, .4, .2};
  private static final org.assertj.core.data.Offset<Double> DIGITS = within(1e-15);

  @Test
  void familyMatchesItsVectors() {
    assertThat(Divergence.kl(P, Q).value()).isCloseTo(.025267153921570557, DIGITS);
    assertThat(Divergence.kl(Q, P).value()).isCloseTo(.025815408455028527, DIGITS);
    assertThat(Divergence.reverseKl(P, Q).value()).isCloseTo(.025815408455028527, DIGITS);
    assertThat(Divergence.jensenShannon(P, Q).value()).isCloseTo(.006367198333995693, DIGITS);
    assertThat(Divergence.jensenShannon(P, Q).bits()).isCloseTo(.009185925460812056, DIGITS);
    assertThat(Divergence.totalVariation(P, Q).value()).isCloseTo(.1, DIGITS);
    double h = Divergence.hellinger(P, Q).value();
    assertThat(h).isCloseTo(.07985138061590795, within(1e-14));
    assertThat(h * h).isCloseTo(.0063762429862666, within(1e-15));
    assertThat(Divergence.chiSquare(P, Q).value()).isCloseTo(.05, DIGITS);
    assertThat(Divergence.renyi(.5, P, Q).value()).isCloseTo(.012793316101573372, DIGITS);
    assertThat(Divergence.renyi(2, P, Q).value()).isCloseTo(.04879016416943205, DIGITS);
  }

  @Test
  void entropyMatchesItsVectors() {
    assertThat(Entropy.plugIn(10, 5, 3, 1, 1)).isCloseTo(1.2772884056482265, DIGITS);
    assertThat(Entropy.millerMadow(10, 5, 3, 1, 1)).isCloseTo(1.3772884056482266, DIGITS);
    assertThat(Entropy.plugIn(0, 0)).isZero();
    assertThat(Entropy.millerMadow()).isZero();
    assertThat(Entropy.of(.5, .5, 0)).isCloseTo(Math.log(2), DIGITS);
  }

  @Test
  void massWhereTheOtherHasNoneIsInfiniteAndFlagged() {
    double[] p = {.5, .5, 0};
    double[] q = {1, 0, 0};
    for (Divergence d :
        new Divergence[] {
          Divergence.kl(p, q),
          Divergence.chiSquare(p, q),
          Divergence.renyi(2, p, q),
          Divergence.reverseKl(q, p)
        }) {
      assertThat(d.value()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(d.uncovered()).isOne();
    }
    assertThat(Divergence.reverseKl(p, q).value()).isCloseTo(Math.log(2), DIGITS);
    assertThat(Divergence.reverseKl(p, q).uncovered()).isZero();
    assertThat(Divergence.renyi(.5, p, q).value()).isCloseTo(Math.log(2), DIGITS);
  }

  @Test
  void disjointDistributionsReachTheBounds() {
    double[] p = {1, 0};
    double[] q = {0, 1};
    assertThat(Divergence.jensenShannon(p, q).value()).isEqualTo(Math.log(2));
    assertThat(Divergence.totalVariation(p, q).value()).isEqualTo(1);
    assertThat(Divergence.hellinger(p, q).value()).isEqualTo(1);
    assertThat(Divergence.renyi(.5, p, q).value()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void survivesProbabilitiesAtTheEdgeOfDoubles() {
    double[] p = {1, Double.MIN_VALUE};
    double[] q = {1 - 1e-12, 1e-12};
    for (Kind kind : Kind.values()) {
      double d =
          kind == Kind.RENYI ? Divergence.renyi(3, p, q).value() : kind.between(p, q).value();
      assertThat(d).isBetween(0.0, 1e-5);
    }
    assertThat(Divergence.reverseKl(p, q).value()).isGreaterThan(7e-10);
  }

  @Test
  void logsGiveTheSameKl() {
    double[] lp = new double[3];
    double[] lq = new double[3];
    for (int i = 0; i < 3; i++) {
      lp[i] = Math.log(P[i]);
      lq[i] = Math.log(Q[i]);
    }
    assertThat(Divergence.klOfLogs(lp, lq).value()).isCloseTo(.025267153921570557, DIGITS);
    double no = Double.NEGATIVE_INFINITY;
    assertThat(Divergence.klOfLogs(new double[] {0, no}, new double[] {no, 0}).uncovered()).isOne();
  }

  @Test
  void countsAreSmoothedOnlyAsAsked() {
    Counts a = Counts.of(Map.of("x", 3L, "z", 1L));
    Counts b = Counts.of(Map.of("y", 4L));
    assertThat(Kind.KL.between(a, b, Smoothing.NONE).uncovered()).isEqualTo(2);
    // (4, 1, 2) / 7 against (1, 5, 1) / 7
    double expected = (4 * Math.log(4) + Math.log(.2) + 2 * Math.log(2)) / 7;
    assertThat(Kind.KL.between(a, b, Smoothing.LAPLACE).value()).isCloseTo(expected, within(1e-14));
    assertThat(Smoothing.JEFFREYS.probabilities(1, 0)).containsExactly(.75, .25);
  }

  @Test
  void refusalsSayWhatWasExpected() {
    assertThatThrownBy(() -> Divergence.kl(new double[] {.5, .4}, new double[] {.5, .5}))
        .hasMessageContaining("p sums to 0.9")
        .hasMessageContaining("expected 1");
    assertThatThrownBy(() -> Divergence.kl(new double[] {1}, new double[] {.5, .5}))
        .hasMessageContaining("same cells");
    assertThatThrownBy(() -> Divergence.kl(new double[] {Double.NaN}, new double[] {1}))
        .hasMessageContaining("p[0] = NaN");
    assertThatThrownBy(() -> Divergence.totalVariation(P, Q).bits())
        .hasMessageContaining("no logarithm");
    assertThatThrownBy(() -> Smoothing.NONE.probabilities(0, 0)).hasMessageContaining("zero");
  }
}
