package io.steelyard.vocab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GlitchIndicatorsTest {
  private static final double[][] ROWS = {{.1, 0}, {.1, .02}, {1, .5}, {.5, 1}, {-.8, .6}};
  private final GlitchIndicators signs = new GlitchIndicators(ROWS, 0);

  @Test
  void agreesWithTheVectors() {
    near(signs.cosineDistance(), 0, .019419324, .105572809, .552786405, 1.8);
    near(signs.centredCosineDistance(), 0, .0000405, 1.275303898, 1.949042851, .991210768);
    near(signs.distance(), 0, .02, 1.029563014, 1.077032961, 1.081665383);
    near(signs.norms(), .1, .10198039, 1.118033989, 1.118033989, 1);
  }

  @Test
  void takesTheMainDirectionOut() {
    // The centred rows vary along (1,1) alone: what is left of a row lies along (1,-1).
    double[][] line = {{1, 0}, {2, 1}, {3, 2}, {0, 3}, {-1, 2}};
    double[] left =
        new GlitchIndicators(new double[][] {{1, 0}, {2, 1}, {3, 2}}, 0).withoutMainDirection();
    near(left, 0, 0, 0);
    assertThat(new GlitchIndicators(line, 0).withoutMainDirection()).hasSize(5);
  }

  @Test
  void givesTheLowestOfThoseThatEncodeToThemselves() {
    boolean[] allowed = {false, true, true, true, true};
    assertThat(GlitchIndicators.lowest(signs.norms(), allowed, 0.02)).containsExactly(1);
    assertThat(GlitchIndicators.lowest(signs.norms(), allowed, 0.5)).containsExactly(1, 4);
  }

  @Test
  void needsUnusedRowsForTiedEmbeddings() {
    assertThatThrownBy(() -> new GlitchIndicators(ROWS).cosineDistance())
        .hasMessageContaining("known to be unused");
    assertThatThrownBy(() -> new GlitchIndicators(ROWS, 9)).hasMessageContaining("token 9");
    assertThatThrownBy(() -> new GlitchIndicators(new double[][] {{1}, {1, 2}}))
        .hasMessageContaining("row 1 has 2 numbers");
  }

  private static void near(double[] actual, double... expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(5e-8));
    }
  }
}
