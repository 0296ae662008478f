package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Dolma's formulas on the specification's texts. */
class DolmaMeasuresTest {
  private static DolmaMeasures of(String text) {
    return new DolmaMeasures().set(text);
  }

  @Test
  void allCopiesOfARepeatedLineCount() {
    DolmaMeasures small = of("a b c\na b c\nd e f g\na b c\n");
    assertThat(small.duplicateLineCharacters()).isCloseTo(15 / 13.0, within(1e-12));
    assertThat(of("spam\nham\nspam\nspam\neggs").duplicateLines()).isEqualTo(.6);
  }

  @Test
  void textAHasTheTabledValues() {
    DolmaMeasures a = of(SpecificationTableTest.A);
    assertThat(a.medianWordLength()).isEqualTo(3);
    assertThat(a.requiredWords(StopWords.GOPHER_ENGLISH)).isEqualTo(4);
    double[] top = {.1898734, .3037975, .2784810};
    for (int n = 2; n <= 4; n++) {
      assertThat(a.topNgram(n)).as("top " + n).isCloseTo(top[n - 2], within(5.1e-8));
    }
    assertThat(a.duplicateNgrams(5)).isCloseTo(.1686047, within(5.1e-8));
    assertThat(a.duplicateNgrams(6)).isCloseTo(36 / 391.0, within(1e-12));
  }

  @Test
  void textBHasTheTabledValues() {
    DolmaMeasures b = of(SpecificationTableTest.B);
    double[] top = {.3, .55, .75};
    double[] duplicate = {.9166667, .912, .8045113, .6763636, .5018182, .2857143};
    for (int n = 2; n <= 4; n++) {
      assertThat(b.topNgram(n)).as("top " + n).isCloseTo(top[n - 2], within(5.1e-8));
    }
    for (int n = 5; n <= 10; n++) {
      assertThat(b.duplicateNgrams(n)).as("dup " + n).isCloseTo(duplicate[n - 5], within(5.1e-8));
    }
  }
}
