package io.steelyard.select.dsir;

import static io.steelyard.select.SelectionRuns.dropped;
import static io.steelyard.select.SelectionRuns.keptByDomain;
import static io.steelyard.select.SelectionRuns.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.StepOutput;
import io.steelyard.select.SelectionRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DsirStepTest {
  @TempDir Path folder;
  private SelectionRuns runs;

  @BeforeEach
  void write() throws IOException {
    runs = new SelectionRuns(folder);
  }

  @Test
  void drawsWhatHasTheWordsOfTheTarget() throws IOException {
    StepOutput step =
        runs.run("select.dsir: {target: target.jsonl, budget: 15 documents, min-words: 0}", 2);
    assertThat(keptByDomain(step)).isEqualTo(Map.of("code", 15));
    for (Verdicts.Row row : rows(step, "log_weight", "rank_score", "words")) {
      double noise = (Double) row.scores()[1] - (Double) row.scores()[0];
      assertThat(noise).isBetween(-4.0, 20.0);
      assertThat((Long) row.scores()[2]).isPositive();
    }
  }

  @Test
  void passesOverShortDocuments() {
    StepOutput step =
        runs.run("select.dsir: {target: target.jsonl, share: 10%, min-words: 130}", 1);
    assertThat(dropped(step, "too_short")).isPositive();
  }

  @Test
  void takesTheHighestWeightsWhereAsked() throws IOException {
    StepOutput step =
        runs.run("select.dsir: {target: target.jsonl, share: 20%, min-words: 0, top-k: true}", 1);
    List<Verdicts.Row> rows = rows(step, "log_weight", "rank_score");
    double lowest =
        rows.stream()
            .filter(Verdicts.Row::kept)
            .mapToDouble(r -> (Double) r.scores()[0])
            .min()
            .orElseThrow();
    for (Verdicts.Row row : rows) {
      assertThat(row.scores()[0]).isEqualTo(row.scores()[1]);
      assertThat(row.kept()).isEqualTo((Double) row.scores()[0] >= lowest);
    }
  }

  @Test
  void sharesByTheNgramsOfSeparateTargets() throws IOException {
    StepOutput step =
        runs.run(
            "select.dsir: {target: {path: target.jsonl, domain-field: kind}, separate-targets:"
                + " true, budget: 10 documents, min-words: 0}",
            1);
    assertThat(rows(step).stream().filter(Verdicts.Row::kept).count()).isEqualTo(10);
    assertThat(
            rows(step, "aligned_with").stream().filter(Verdicts.Row::kept).map(r -> r.scores()[0]))
        .contains("even", "odd");
  }

  @Test
  void givesEqualDigestsOnAnyNumberOfThreads() {
    for (String step :
        List.of(
            "select.dsir: {target: target.jsonl, share: 25%, min-words: 0, temperature: 50}",
            "select.dsir: {target: target.jsonl, share: 25%, min-words: 0, per-token: true, hash:"
                + " xxhash64, fit: 500}")) {
      String one = runs.run(step, 1).manifest().digest();
      assertThat(runs.run(step, 3).manifest().digest()).isEqualTo(one);
    }
  }

  @Test
  void saysWhatIsWrong() {
    refused("ngrams: 0", "ngrams must be 1 to 8, was 0");
    refused("buckets: 0", "buckets must be 1 to 16,777,216, was 0");
    refused("temperature: 0", "temperature must be above 0");
    refused("laplace: -1", "laplace must be 0 or more");
    refused("min-words: 100k", "no document of the corpus can be selected (60 too_short)");
  }

  private void refused(String setting, String message) {
    assertThatThrownBy(
            () -> runs.run("select.dsir: {target: target.jsonl, share: 10%, " + setting + "}", 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }
}
