package io.steelyard.core.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProportionsTest {
  private static final List<String> NAMES = List.of("de", "it", "da");

  @Test
  void keepsGivenValuesBitForBit() {
    Proportions p = Proportions.of(NAMES, .7, .2, .1);
    assertThat(p.values()).containsExactly(.7, .2, .1);
    assertThat(p.value("it")).isEqualTo(.2);
    assertThat(p.value("fr")).isZero();
    assertThat(p.fixedPoint()).containsExactly(3006477107L, 858993459L, 429496730L);
  }

  @Test
  void cannotBeChangedFromOutside() {
    double[] values = {.5, .5};
    Proportions p = Proportions.of(List.of("a", "b"), values);
    values[0] = 9;
    p.values()[1] = 9;
    assertThat(p.values()).containsExactly(.5, .5);
  }

  @Test
  void normalisesWeights() {
    assertThat(Proportions.normalise(NAMES, 7, 2, 1).values()).containsExactly(.7, .2, .1);
  }

  @Test
  void reordersAndRefusesToLoseADomain() {
    Proportions p = Proportions.of(NAMES, .7, .3, 0);
    assertThat(p.reordered(List.of("it", "de", "fr")).values()).containsExactly(.3, .7, 0);
    assertThatThrownBy(() -> p.reordered(List.of("de", "da"))).hasMessageContaining("'it'");
  }

  @Test
  void roundTripsThroughJson() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Proportions p = Proportions.normalise(NAMES, 1, 1, 1);
    String text = json.writeValueAsString(p);
    assertThat(json.readValue(text, Proportions.class)).isEqualTo(p);
    assertThat(json.writeValueAsString(json.readValue(text, Proportions.class))).isEqualTo(text);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Proportions.of(NAMES, .5, .25, .5))
        .hasMessageContaining("sum to 1.25")
        .hasMessageContaining("expected 1");
    assertThatThrownBy(() -> Proportions.of(NAMES, .7, -.2, .5))
        .hasMessageContaining("'it' is -0.2");
    assertThatThrownBy(() -> Proportions.normalise(NAMES, 0, 0, 0))
        .hasMessageContaining("at least one must be positive");
    assertThatThrownBy(() -> Proportions.of(List.of("a", "a"), .5, .5))
        .hasMessageContaining("'a' is named twice");
    assertThatThrownBy(() -> Proportions.of(NAMES, 1)).hasMessageContaining("3 domains are named");
  }
}
