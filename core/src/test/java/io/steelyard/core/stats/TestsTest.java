package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestsTest {
  @Test
  void adjustmentsMatchTheirVectors() {
    double[] p = {.01, .04, .03, .005, .5};
    assertThat(Multiplicity.BENJAMINI_HOCHBERG.adjust(p))
        .containsExactly(new double[] {.025, .05, .05, .025, .5}, within(1e-15));
    assertThat(Multiplicity.HOLM.adjust(p))
        .containsExactly(new double[] {.04, .09, .09, .025, .5}, within(1e-15));
    assertThat(Multiplicity.BENJAMINI_YEKUTIELI.adjust(p))
        .containsExactly(
            new double[] {.0570833333, .1141666667, .1141666667, .0570833333, 1}, within(1e-10));
  }

  @Test
  void undefinedPValuesDoNotCount() {
    double no = Double.NaN;
    assertThat(Multiplicity.HOLM.adjust(.01, no, .04)).containsExactly(.02, no, .04);
    assertThat(Multiplicity.BENJAMINI_HOCHBERG.adjust()).isEmpty();
    assertThatThrownBy(() -> Multiplicity.HOLM.adjust(1.5)).hasMessageContaining("p[0] = 1.5");
  }

  @Test
  void signFlipIsExactOnFewPairs() {
    TestResult result = PairedTest.of(7).test(new double[] {1, 2, 3}, Alternative.TWO_SIDED);
    assertThat(result.p()).isEqualTo(.25);
    assertThat(result.statistic()).isEqualTo(2);
    assertThat(result.test()).contains("exact");
    assertThat(PairedTest.of(7).test(new double[] {1, 2, 3}, Alternative.GREATER).p())
        .isEqualTo(.125);
    assertThat(PairedTest.of(7).test(new double[] {1, 2, 3}, Alternative.LESS).p()).isEqualTo(1);
  }

  @Test
  void drawnSignsAgreeWithEnumeration() {
    double[] d = {.3, -.1, .5, .2, .4, -.2, .1, .6, .35, -.05, .15, .25, -.3, .45};
    double exact = PairedTest.of(1).test(d, Alternative.TWO_SIDED).p();
    double[] twice = new double[15];
    System.arraycopy(d, 0, twice, 0, 14);
    // A fifteenth pair of difference zero leaves the null distribution as it was.
    TestResult drawn = new PairedTest(1, 9_999, .95).test(twice, Alternative.TWO_SIDED);
    assertThat(drawn.p()).isCloseTo(exact, within(.005));
    assertThat(drawn.flags().get(0)).contains("Monte-Carlo");
  }

  @Test
  void pOfResamplingIsNeverZero() {
    double[] d = new double[100];
    Arrays.fill(d, 1);
    assertThat(PairedTest.of(3).test(d, Alternative.GREATER).p()).isEqualTo(1e-3);
  }

  @Test
  void pIsUniformUnderTheNullHypothesis() {
    int below = 0;
    for (int t = 0; t < 200; t++) {
      double[] d = new double[10];
      for (int i = 0; i < 10; i++) {
        d[i] = Draws.unit(Draws.mix(11, Purpose.SYNTHETIC.code(), t, i)) - .5;
      }
      below += new PairedTest(t, 19, .9).test(d, Alternative.TWO_SIDED).p() <= .1 ? 1 : 0;
    }
    assertThat(below).isBetween(8, 34);
  }

  @Test
  void equalPairsAreDegenerate() {
    TestResult same =
        PairedTest.of(7).test(new double[] {1, 2}, new double[] {1, 2}, Alternative.TWO_SIDED);
    assertThat(same.p()).isOne();
    assertThat(same.status()).isEqualTo(Status.DEGENERATE);
    assertThatThrownBy(
            () -> PairedTest.of(7).test(new double[3], new double[4], Alternative.TWO_SIDED))
        .hasMessageContaining("needs pairs");
  }

  @Test
  void mcNemarCountsDisagreeingPairs() {
    TestResult result = McNemar.exact(15, 5, 100, Alternative.TWO_SIDED, .95);
    assertThat(result.p()).isCloseTo(.04138946533203125, within(1e-14));
    assertThat(result.effect().value()).isCloseTo(.1, within(1e-15));
    assertThat(result.effect().ci().contains(.1)).isTrue();
    assertThat(McNemar.exact(0, 0, 9, Alternative.TWO_SIDED, .95).status())
        .isEqualTo(Status.DEGENERATE);
    assertThatThrownBy(() -> McNemar.exact(5, 5, 9, Alternative.TWO_SIDED, .95))
        .hasMessageContaining("do not add up");
  }

  @Test
  void resultsCannotBeBuiltBare() {
    assertThatThrownBy(
            () ->
                new TestResult("t", 1, .5, 0, 3, Alternative.TWO_SIDED, null, Status.OK, List.of()))
        .hasMessageContaining("effect size");
    assertThatThrownBy(() -> Estimate.of(.5, 10, null)).hasMessageContaining("interval");
    assertThatThrownBy(() -> Estimate.count(Double.NaN, 10)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Effect("d", .5, null)).hasMessageContaining("interval");
    assertThatThrownBy(() -> new Interval(2, 1, .95, "m")).hasMessageContaining("lo <= hi");
    assertThat(Estimate.count(5, 5).basis()).isEqualTo(Estimate.Basis.COUNT);
  }
}
