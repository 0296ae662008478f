package io.steelyard.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES = List.of("corpus.deduplicate", "corpus.clean", "seed");

  @Test
  void findsASwapAMissingLetterAndAPrefix() {
    assertThat(Nearest.of("sede", NAMES)).contains("seed");
    assertThat(Nearest.of("corpus.clan", NAMES)).contains("corpus.clean");
    assertThat(Nearest.of("corpus.dedup", NAMES)).contains("corpus.deduplicate");
  }

  @Test
  void listsTheNamesWhereNoneIsNear() {
    assertThat(Nearest.hint("xyzzy", NAMES))
        .isEqualTo("; expected one of: " + String.join(", ", NAMES));
    assertThat(Nearest.hint("x", List.of())).isEqualTo("; none is allowed here");
  }

  @Test
  void survivesAVeryLongName() {
    assertThat(Nearest.of("x".repeat(100_000), NAMES)).isEmpty();
  }
}
