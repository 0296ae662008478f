package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.artifact.DocumentId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parity guard and the merging of summaries. */
class CleanSummaryTest {
  private static CleanSummary summary(int from, int to) {
    CleanSummary sum = new CleanSummary(3, 7);
    for (int i = from; i < to; i++) {
      String language = i % 10 == 0 ? "fi" : "en";
      String reason = language.equals("fi") && i % 20 == 0 || i % 97 == 1 ? "stop" : null;
      sum.add(new DocumentId("a", i), language, 10, reason, List.of());
      sum.add(Metric.WORDS, 50, i);
    }
    return sum;
  }

  @Test
  void aRuleThatHitsOneLanguageTwiceAsHardIsReported() {
    CleanSummary sum = summary(0, 1000);
    assertThat(sum.unequal())
        .singleElement()
        .satisfies(
            u -> {
              assertThat(u.language()).isEqualTo("fi");
              assertThat(u.share()).isGreaterThanOrEqualTo(.5);
              assertThat(u.corpusShare()).isLessThan(.07);
            });
    assertThat(summary(0, 400).unequal()).isEmpty();
  }

  @Test
  void partsMergeToTheWholeInAnyOrder() {
    CleanSummary whole = summary(0, 1000);
    CleanSummary parts = summary(600, 1000);
    parts.merge(summary(0, 100));
    parts.merge(summary(100, 600));
    assertThat(parts.documents("stop")).isEqualTo(whole.documents("stop"));
    assertThat(parts.bytes("stop")).isEqualTo(whole.bytes("stop"));
    assertThat(parts.examples("stop")).isEqualTo(whole.examples("stop")).hasSize(3);
    assertThat(parts.histograms().get(Metric.WORDS).counts())
        .isEqualTo(whole.histograms().get(Metric.WORDS).counts());
    assertThat(parts.histograms().get(Metric.WORDS).counts()).hasSize(200);
    assertThat(parts.droppedOf("fi")).isEqualTo(whole.droppedOf("fi"));
  }
}
