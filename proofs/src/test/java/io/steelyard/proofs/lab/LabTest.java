package io.steelyard.proofs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabTest {
  @Test
  void windowsBeginWithATagOrWithTheByteBefore() {
    ByteDomain tagged = ByteDomain.tagged("a", 256, List.of("abcdefg"), List.of("xy"), 3, 7);
    assertThat(tagged.training())
        .isDeepEqualTo(new int[][] {{256, 97, 98, 99}, {256, 100, 101, 102}});
    assertThat(tagged.held()).isDeepEqualTo(new int[][] {{256, 120, 121, 10}});
    ByteDomain plain = ByteDomain.plain("a", List.of("abcdefg"), List.of(), 3, 7);
    assertThat(plain.training())
        .isDeepEqualTo(new int[][] {{97, 98, 99, 100}, {100, 101, 102, 103}});
    assertThat(plain.bytes()).isEqualTo(6);
  }

  @Test
  void ranksAreSharedByEqualValues() {
    assertThat(Figures.rankCorrelation(new double[] {1, 2, 2, 9}, new double[] {4, 3, 3, 0}))
        .isCloseTo(-1, within(1e-12));
    assertThat(Figures.slope(1, 3, 5)).isCloseTo(2, within(1e-12));
    assertThat(Figures.correlation(new double[] {1, 2, 3}, new double[] {2, 4, 6}))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void aPagesPurposeStandsAfterTheDash() {
    assertThat(ManualPages.purpose(".TH X\n.SH NOM\nls \\- afficher le contenu\n.SH B\n"))
        .isEqualTo("afficher le contenu");
    assertThat(ManualPages.purpose(".SH NAME\n.B ls\n")).isEmpty();
  }

  @Test
  void regressionLearnsWhatIsLinear() {
    float[][] x = new float[60][2];
    int[] y = new int[60];
    for (int i = 0; i < 60; i++) {
      y[i] = i % 3;
      x[i][0] = (float) (Math.cos(y[i] * 2) + .1 * Draws.unit(Draws.sm(i)));
      x[i][1] = (float) (Math.sin(y[i] * 2) + .1 * Draws.unit(Draws.sm(-i)));
    }
    SoftmaxRegression model = SoftmaxRegression.fit(x, y, 3, 1);
    assertThat(model.accuracy(x, y)).isEqualTo(1);
    assertThat(model.probabilities(x[0])[0]).isGreaterThan(.8);
  }

  @Test
  void criteriaThatMissAreNamed() {
    Criteria criteria = new Criteria();
    criteria.check("one", true, "1");
    criteria.check("two", false, "2");
    assertThat(criteria.hold()).isFalse();
    assertThat(criteria.verdict(new Lines(line -> {})).why())
        .isEqualTo("1 of 2 thresholds held; missed: two");
  }
}
