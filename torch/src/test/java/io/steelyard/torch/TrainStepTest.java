package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.recipe.Forecasts;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.model.Models;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import io.steelyard.model.tensors.SafeTensors;
import io.steelyard.model.tensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainStepTest {
  @TempDir Path base;

  private static final String BEFORE =
      """
      name: r
      steps:
        - corpus.read: {path: texts.jsonl, domain-field: domain}
        - corpus.split: {validation: 20%}
        - vocab.bpe: {size: 300}
        - vocab.tokens: {sequence-length: 32}
      """;

  private Path run(String train, String out) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      lines
          .append("{\"text\": \"the number ")
          .append(i)
          .append(" stands before the number ")
          .append(i + 1)
          .append("\", \"domain\": \"")
          .append(i % 3 == 0 ? "odd" : "even")
          .append("\"}\n");
    }
    Files.writeString(base.resolve("texts.jsonl"), lines);
    Path folder = base.resolve(out);
    RecipeRunner.run(
        Recipe.parse(BEFORE + train, "r.yaml", "r", base, StepRegistry.installed()),
        folder,
        2,
        RecipeRunner.Listener.SILENT);
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> f.getFileName().toString().contains("torch.train"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aRecipeEndsInAModelFolder() throws IOException {
    Path model =
        run(
            "  - torch.train: {layers: 2, width: 32, heads: 2, batch: 4, learning-rate: 0.01,"
                + " cores: 1}\n",
            "a");
    try (Stream<Path> files = Files.list(model)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .contains(
              "config.json",
              "model.safetensors",
              "tokenizer.json",
              "evaluations.jsonl",
              "README.md",
              "steelyard.json")
          .doesNotContain("checkpoints", "evaluations.partial.jsonl");
    }
    try (TensorSource weights = SafeTensors.open(model.resolve("model.safetensors"))) {
      assertThat(weights.info("model.layers.1.mlp.down_proj.weight").shape())
          .containsExactly(32, 96);
    }
    try (OpenedModel opened = Models.open(model, 1);
        Session session = opened.model().open(1, 16)) {
      int[] ids = opened.tokenizer().encodeOrdinary("the number");
      session.prefill(0, ids, 0, ids.length);
      int[] stands = opened.tokenizer().encodeOrdinary(" 12 stands before");
      int[] number = opened.tokenizer().encodeOrdinary("qqqqq zzzz");
      assertThat(mean(session.score(0, stands))).isGreaterThan(mean(session.score(0, number)) + 1);
    }
    List<String> log = Files.readAllLines(model.resolve("evaluations.jsonl"));
    assertThat(log.get(0)).contains("\"even\"");
    double first = Json.MAPPER.readTree(log.get(0)).at("/validation/even").asDouble();
    double last = Json.MAPPER.readTree(log.get(log.size() - 1)).at("/validation/even").asDouble();
    assertThat(first).isGreaterThan(5);
    assertThat(last).isLessThan(first - 1);
    assertThat(Summary.read(model.resolve("summary.json")).items())
        .anyMatch(i -> i instanceof Summary.Chart c && c.lines().size() == 3);
    assertThat(Files.readString(model.resolve("README.md")))
        .startsWith("---\n")
        .contains("| even |");
  }

  @Test
  void twoRunsAreTheSame() throws IOException {
    String train =
        "  - torch.train: {layers: 1, width: 16, heads: 2, batch: 4, family: gpt2, cores: 1}\n";
    assertThat(digest(run(train, "a"))).isEqualTo(digest(run(train, "b")));
  }

  private static double mean(float[] scores) {
    double sum = 0;
    for (float score : scores) {
      sum += score;
    }
    return sum / scores.length;
  }

  private static String digest(Path folder) {
    return Json.read(folder.resolve("steelyard.json")).at("/identity/digest").asText();
  }

  @Test
  void moreStepsThanThereIsOrderAreRefused() {
    assertThatThrownBy(() -> run("  - torch.train: {steps: 100000, width: 16}\n", "a"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("steps: 100000 need 800000 sequences and the order holds")
        .hasMessageContaining("budget of vocab.tokens");
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> run("  - torch.train: {width: 30, heads: 4}\n", "a"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("width must be heads times an even number, was 30 with 4 heads");
  }

  @Test
  void aPlanKnowsWeightsStepsAndMemory() throws IOException {
    run("  - torch.train: {layers: 1, width: 16, heads: 2, steps: 1, cores: 1}\n", "p");
    String train = "  - torch.train: {layers: 2, width: 32, heads: 2, batch: 4, cores: 1}\n";
    List<Forecast> forecasts =
        Forecasts.of(
            Recipe.parse(BEFORE + train, "r.yaml", "r", base, StepRegistry.installed()), 2);
    Forecast last = forecasts.get(forecasts.size() - 1);
    assertThat(last.isKnown()).isTrue();
    // 300 tokens of width 32, and two blocks of 4 * 32^2 + 3 * 32 * 96.
    assertThat(last.summary().items())
        .contains(
            new Summary.Figure("weights", 9600L + 2 * (4096 + 9216), Summary.Format.COUNT, ""));
    assertThat(last.memoryBytes()).isGreaterThan(5 * 4 * 36_000);
    assertThat(last.seconds()).isGreaterThan(0);
  }
}
