package io.steelyard.vocab.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.recipe.Forecasts;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.corpus.CorpusSteps;
import io.steelyard.mix.MixSteps;
import io.steelyard.vocab.VocabSteps;
import io.steelyard.vocab.train.BytesPerToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plan says of a whole recipe, from files to tokens. */
class TokensForecastTest {
  private static final String STEPS =
      """
      seed: 1
      steps:
        - corpus.read: {path: in, domain-field: d}
        - corpus.clean: {rules: [gopher_short_doc]}
        - corpus.split: {validation: 10%}
        - mix.temperature: {tau: inf, budget: 20k tokens, max-epochs: 1000}
        - vocab.bpe: {size: 300}
        - vocab.tokens
      """;

  @TempDir Path folder;

  private static StepRegistry registry() {
    List<Class<? extends Step>> steps = new ArrayList<>(new CorpusSteps().steps());
    steps.addAll(new MixSteps().steps());
    steps.addAll(new VocabSteps().steps());
    return new StepRegistry(steps);
  }

  private List<Forecast> forecast(String text) {
    return Forecasts.of(Recipe.parse(text, "r.yaml", "r", folder, registry()), 2);
  }

  /** Documents of about 90 words; every tenth is rare, every fourth too short. */
  private static String lines(int n) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < n; i++) {
      lines.append("{\"d\":\"").append(i % 10 == 0 ? "rare" : "common").append("\",\"text\":\"");
      for (int w = 0; w < (i % 4 == 3 ? 5 : 90); w++) {
        lines.append("word").append(Draws.below(Draws.mix(i, w), 50)).append(' ');
      }
      lines.append("\"}\n");
    }
    return lines.toString();
  }

  private void write(String name, int documents) throws IOException {
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(lines(documents).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void countsASmallCorpusExactlyAndWritesNothing() throws IOException {
    write("a.jsonl", 200);
    List<Forecast> steps = forecast(STEPS);
    assertThat(steps).allMatch(Forecast::isWhole);
    assertThat(steps.get(0).documents()).isEqualTo(200);
    assertThat(steps.get(1).documents()).isEqualTo(150);
    assertThat(steps.get(2).inventory().documents(Part.VALIDATION).total()).isEqualTo(15);
    assertThat(steps.get(3).summary().items()).hasAtLeastOneElementOfType(Summary.Balance.class);
    assertThat(steps.get(4).memoryBytes()).isPositive();
    Summary.Table tokens =
        steps.get(5).summary().items().stream()
            .filter(Summary.Table.class::isInstance)
            .map(Summary.Table.class::cast)
            .findFirst()
            .orElseThrow();
    // Half of 20,000 tokens are rare; 27 training documents of some 180 tokens hold about 4,900.
    assertThat(tokens.rows().get(1).get(0)).isEqualTo("rare");
    assertThat((double) tokens.rows().get(1).get(4)).isBetween(1.5, 4.5);
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void estimatesALargeCorpusFromItsBeginnings() throws IOException {
    write("a.jsonl", 9_000);
    write("b.jsonl.gz", 6_000);
    Forecast read = forecast(STEPS).get(0);
    assertThat(read.isWhole()).isFalse();
    assertThat(read.sample()).hasSizeLessThan(5_000);
    assertThat(read.documents()).isCloseTo(15_000, within(2_500.));
  }

  @Test
  void countsOnFilesLikeThoseLookedAt() throws IOException {
    for (int i = 0; i < 300; i++) {
      write("f" + i + ".jsonl", 4);
    }
    Forecast read = forecast(STEPS).get(0);
    assertThat(read.isWhole()).isFalse();
    assertThat(read.documents()).isCloseTo(1_200, within(1.));
  }

  @Test
  void refusesWhatTheRunWouldRefuse() throws IOException {
    write("a.jsonl", 20);
    assertThatThrownBy(
            () -> forecast(STEPS.replace("max-epochs: 1000", "repeat: never, max-epochs: 9")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("r.yaml:6:5: mix.temperature: even if every byte were a token")
        .hasMessageContaining("with repeat: never the domains give only");
    assertThatThrownBy(() -> forecast(STEPS.replace("domain-field: d", "text: body")))
        .hasMessageContaining("r.yaml:3:5: corpus.read: no document was found")
        .hasMessageContaining("no field body for the text");
  }

  @Test
  void knowsWhatEveryStepThatMakesAVocabularyCosts() throws IOException {
    write("a.jsonl", 200);
    for (String step :
        List.of(
            "vocab.unigram: {size: 300, seed-pieces: 2k}",
            "vocab.wordpiece: {size: 400, alphabet: 100}",
            "vocab.amplified: {size: 300}",
            "vocab.superbpe: {size: 320, transition: 300, sweep: []}",
            "vocab.bpe: {size: 300, budgets: {rare: 1 MB}}")) {
      List<Forecast> steps = forecast(STEPS.replace("vocab.bpe: {size: 300}", step));
      assertThat(steps.get(4).isKnown()).as(step).isTrue();
      assertThat(steps.get(4).seconds()).as(step).isPositive();
      assertThat(steps.get(4).made()).as(step).isInstanceOf(BytesPerToken.class);
    }
  }

  @Test
  void handsOnWhatAGrownOrPrunedVocabularyStartsFrom() throws IOException {
    write("a.jsonl", 200);
    for (String step :
        List.of("continue: {size: 400}", "prune: {size: 290}", "extend: {size: 400}")) {
      List<Forecast> steps =
          forecast(STEPS.replace("  - vocab.tokens", "  - vocab." + step + "\n  - vocab.tokens"));
      assertThat(((BytesPerToken) steps.get(5).made()).domains())
          .as(step)
          .isEqualTo(((BytesPerToken) steps.get(4).made()).domains());
      assertThat(steps.get(5).seconds()).as(step).isPositive();
    }
  }

  @Test
  void knowsWhatMeasuringAndComparingCost() throws IOException {
    write("a.jsonl", 200);
    List<Forecast> steps =
        forecast(STEPS.replace("  - vocab.tokens", "  - vocab.measure: {}\n  - vocab.compare: {}"));
    assertThat(steps.get(5).isKnown() && steps.get(6).isKnown()).isTrue();
    assertThat(steps.get(5).seconds()).isPositive();
  }
}
