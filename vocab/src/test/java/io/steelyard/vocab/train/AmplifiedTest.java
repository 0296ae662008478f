package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.vocab.BytePairModel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AmplifiedTest {
  @Test
  void copiesAreTheRatioOfBytesRoundedHalfToEven() {
    assertThat(copies(1, 10)).containsExactly(10, 1);
    assertThat(copies(2, 180)).containsExactly(90, 1);
    assertThat(copies(18, 180)).containsExactly(10, 1);
    assertThat(copies(1_000_000, 9_600_000)).containsExactly(10, 1);
    assertThat(copies(2, 11)).containsExactly(6, 1);
    assertThat(copies(2, 9)).containsExactly(4, 1);
    assertThat(copies(0, 9, 3)).containsExactly(1, 1, 3);
  }

  private static long[] copies(long... bytes) {
    DomainWeights weights = DomainWeights.amplified(bytes);
    assertThat(weights.unit()).isEqualTo(1);
    long[] copies = new long[bytes.length];
    for (int d = 0; d < copies.length; d++) {
      copies[d] = weights.weight(d);
    }
    return copies;
  }

  @Test
  void weightedCountsGiveTheVocabularyOfPhysicalCopies() {
    // L = "ab ab ab ab" (11 bytes), S = "cd" (2 bytes): cd counts 6 times.
    Map<String, Long> plain = Map.of("ab", 4L, "cd", 1L);
    Map<String, Long> amplified = Map.of("ab", 4L, "cd", 6L);
    assertThat(firstMerge(plain)).isEqualTo("ab");
    assertThat(firstMerge(amplified)).isEqualTo("cd");
  }

  private static String firstMerge(Map<String, Long> words) {
    BytePairModel model =
        new BytePairTrainer(BytePairTrainer.Settings.ofSize(257), 1)
            .train(WordCounts.of(words))
            .model();
    return new String(model.token(256), StandardCharsets.UTF_8);
  }
}
