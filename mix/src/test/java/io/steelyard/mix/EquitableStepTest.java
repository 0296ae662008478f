package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mix.equitable} as a recipe runs it, on invented languages of known difficulty. */
class EquitableStepTest {
  private static final StepRegistry REGISTRY =
      new StepRegistry(List.of(EquitableStep.class, MakeStep.class));

  @TempDir Path folder;

  /** Words of three invented languages: few, more, and many different ones. */
  @Method(name = "toy.make", about = "Makes documents.", makes = ArtifactKind.CORPUS)
  record MakeStep(@Setting(value = "documents of each language", or = "60") int documents)
      implements Step {
    private static final Map<String, Integer> WORDS = Map.of("easy", 20, "hard", 4000, "mid", 300);

    @Override
    public void run(Job job) {
      job.add(
          Corpus.writeShard(
              job.out(),
              Corpus.shardName(0),
              writer -> {
                int record = 0;
                for (String domain : List.of("easy", "hard", "mid")) {
                  for (int i = 0; i < documents; i++) {
                    StringBuilder text = new StringBuilder();
                    for (int w = 0; w < 200; w++) {
                      double u = Draws.unit(Draws.mix(Draws.hash(domain), i, w));
                      long word = (long) (u * u * WORDS.get(domain));
                      text.append(Long.toString(Draws.mix(Draws.hash(domain), word) >>> 34, 36))
                          .append(w % 10 == 9 ? '\n' : ' ');
                    }
                    Document d =
                        new Document(
                            new DocumentId("toy", record++),
                            domain,
                            Part.TRAIN,
                            text.toString(),
                            null,
                            Map.of());
                    writer.add(d);
                    job.ledger().kept(domain, d.bytes(), domain, d.bytes());
                  }
                }
              }));
    }
  }

  private StepOutput run(String step, int threads) {
    String text = "name: toy\nseed: 7\nsteps:\n  - toy.make\n  - " + step + "\n";
    List<StepOutput> outputs =
        RecipeRunner.run(
            Recipe.parse(text, "r.yaml", "r", folder, REGISTRY),
            folder.resolve("out" + threads),
            threads,
            RecipeRunner.Listener.SILENT);
    return outputs.get(outputs.size() - 1);
  }

  private Map<String, Double> shares(String step) {
    return MixtureJson.read(run(step, 1)).timeAverage().asMap();
  }

  private List<String> warnings(String step) {
    List<String> warnings = new ArrayList<>();
    for (Summary.Item item : Summary.read(run(step, 1).folder().resolve("summary.json")).items()) {
      if (item instanceof Summary.Warning warning) {
        warnings.add(warning.text());
      }
    }
    return warnings;
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String step) {
    return assertThatThrownBy(() -> run(step, 1)).isInstanceOf(RequestException.class);
  }

  @Test
  void givesMoreToTheLanguageThatLearnsMore() {
    Map<String, Double> shares = shares("mix.equitable: {budget: 20k tokens}");
    assertThat(shares.get("hard")).isGreaterThan(shares.get("easy"));
    assertThat(shares.values().stream().mapToDouble(d -> d).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aDearLanguageGetsLess() {
    double plain = shares("mix.equitable: {budget: 20k tokens}").get("hard");
    double dear = shares("mix.equitable: {budget: 20k tokens, costs: {hard: 5}}").get("hard");
    assertThat(dear).isLessThan(plain);
  }

  @Test
  void aDomainOfNoWeightIsLeftOut() {
    Map<String, Double> shares = shares("mix.equitable: {budget: 20k tokens, weights: {easy: 0}}");
    assertThat(shares).containsOnlyKeys("hard", "mid");
  }

  @Test
  void theWorstGroupGetsMostWhereItCounts() {
    double average = shares("mix.equitable: {budget: 20k tokens}").get("hard");
    double blend =
        shares("mix.equitable: {budget: 20k tokens, goal: blend, theta: 0.9}").get("hard");
    double worst = shares("mix.equitable: {budget: 20k tokens, goal: worst}").get("hard");
    assertThat(blend).isGreaterThan(average);
    assertThat(worst).isGreaterThanOrEqualTo(blend - 1e-9);
  }

  @Test
  void lotAfterLotTheSameForAnyThreads() {
    String step = "mix.equitable: {budget: 20k tokens, policy: adaptive, lots: 10}";
    assertThat(run(step, 3).manifest().digest()).isEqualTo(run(step, 1).manifest().digest());
    assertThat(shares(step).get("hard")).isGreaterThan(shares(step).get("easy"));
  }

  @Test
  void readsLossesMeasuredElsewhere() throws IOException {
    StringBuilder csv = new StringBuilder("domain,amount,loss\n");
    for (double n : new double[] {10, 20, 40, 80}) {
      csv.append("easy,").append(n).append(',').append(Math.pow(n, -.5)).append('\n');
      csv.append("hard,").append(n).append(',').append(2 * Math.pow(n, -.5)).append('\n');
      csv.append("mid,").append(n).append(',').append(Math.pow(n, -.5)).append('\n');
    }
    Files.writeString(folder.resolve("curves.csv"), csv);
    // Equal powers: shares as (w b / c)^(1/(p+1)).
    double hard = Math.pow(2, 1 / 1.5);
    Map<String, Double> shares = shares("mix.equitable: {budget: 1000 tokens, curves: curves.csv}");
    assertThat(shares.get("hard")).isCloseTo(hard / (2 + hard), within(1e-9));
    assertThat(warnings("mix.equitable: {budget: 1000 tokens, curves: curves.csv}"))
        .anyMatch(w -> w.startsWith("'hard' is given 5.5 times the largest amount"));
  }

  @Test
  void saysWhereAFileOfLossesIsWrong() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "domain,loss\neasy,1\n");
    refused("mix.equitable: {budget: 1k tokens, curves: a.csv}")
        .hasMessageContaining("expected the columns [domain, amount, loss], found [domain, loss]");
    Files.writeString(folder.resolve("b.csv"), "domain,amount,loss\neasy,10,1\neasy,ten,1\n");
    refused("mix.equitable: {budget: 1k tokens, curves: b.csv}")
        .hasMessageContaining("b.csv, line 3: amount must be a positive number, was 'ten'");
    Files.writeString(folder.resolve("c.csv"), "domain,amount,loss\neasy,10,2\neasy,20,1\n");
    refused("mix.equitable: {budget: 1k tokens, curves: c.csv}")
        .hasMessageContaining("has no losses for [hard, mid]; it has [easy]");
  }

  @Test
  void refusesWhatCannotBe() {
    refused("mix.equitable: {budget: 1k tokens, costs: {hrad: 2}}")
        .hasMessageContaining("no domain 'hrad'; did you mean 'hard'?");
    refused("mix.equitable: {budget: 1k tokens, costs: {hard: 0}}")
        .hasMessageContaining("costs must be positive: 'hard' has 0.0");
    refused("mix.equitable: {budget: 1k tokens, floors: {hard: 0.001}}")
        .hasMessageContaining("'hard' cannot reach a loss of 0.001");
    refused("mix.equitable: {budget: 1k tokens, goal: worst, policy: adaptive}")
        .hasMessageContaining("policy adaptive follows slopes");
    refused("mix.equitable: {budget: 1k tokens, measure-on: 5 KiB}")
        .hasMessageContaining("bytes to measure a learning curve on")
        .hasMessageContaining("of at least 20000");
  }

  @Test
  void aCurveThatDoesNotFallIsNotFollowed() throws IOException {
    Files.writeString(
        folder.resolve("flat.csv"),
        "domain,amount,loss\neasy,10,1\neasy,20,1\nhard,10,2\nhard,20,1\nmid,10,2\nmid,20,1\n");
    String step = "mix.equitable: {budget: 300 tokens, curves: flat.csv}";
    assertThat(warnings(step))
        .anyMatch(w -> w.contains("the budget is spent equally: 'easy' shows no measurable"));
    assertThat(shares(step).get("easy")).isCloseTo(1. / 3, within(1e-9));
  }
}
