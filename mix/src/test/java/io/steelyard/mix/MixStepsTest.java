package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mixing steps as recipes run them, each on a corpus of known sizes. */
class MixStepsTest {
  private static final StepRegistry REGISTRY = registry();

  @TempDir Path out;

  private static StepRegistry registry() {
    List<Class<? extends Step>> steps = new ArrayList<>(new MixSteps().steps());
    steps.add(MakeStep.class);
    return new StepRegistry(steps);
  }

  /** Documents of 10 bytes: {@code de} 90, {@code it} 9, {@code da} 1, and 5 for validation. */
  @Method(name = "toy.make", about = "Makes documents.", makes = ArtifactKind.CORPUS)
  record MakeStep(@Setting(value = "whether there are any", or = "true") boolean any)
      implements Step {
    @Override
    public void run(Job job) {
      job.add(
          Corpus.writeShard(
              job.out(),
              Corpus.shardName(0),
              writer -> {
                for (int i = 0; i < (any ? 105 : 5); i++) {
                  Part part = i < (any ? 100 : 0) ? Part.TRAIN : Part.VALIDATION;
                  String domain = i % 100 < 90 ? "de" : i % 100 < 99 ? "it" : "da";
                  Document d =
                      new Document(
                          new DocumentId("toy", i), domain, part, "ten bytes.", null, Map.of());
                  writer.add(d);
                  job.ledger().kept(domain, 10, domain, 10);
                }
              }));
    }
  }

  private List<StepOutput> run(String steps) {
    String text = "name: toy\nseed: 7\nsteps:\n  - toy.make\n" + steps;
    return RecipeRunner.run(
        Recipe.parse(text, "r.yaml", "r", Path.of("."), REGISTRY),
        out,
        1,
        RecipeRunner.Listener.SILENT);
  }

  private Mixture mixture(String step) {
    List<StepOutput> outputs = run("  - " + step + "\n");
    StepOutput output = outputs.get(outputs.size() - 1);
    assertThat(output.kind()).isEqualTo(ArtifactKind.MIXTURE);
    assertThat(Summary.read(output.folder().resolve("summary.json")).items())
        .hasAtLeastOneElementOfType(Summary.Balance.class)
        .hasAtLeastOneElementOfType(Summary.Chart.class)
        .hasAtLeastOneElementOfType(Summary.Table.class);
    return MixtureJson.read(output);
  }

  private List<String> warnings(String step) {
    List<StepOutput> outputs = run("  - " + step + "\n");
    return Summary.read(outputs.get(outputs.size() - 1).folder().resolve("summary.json"))
        .items()
        .stream()
        .filter(Summary.Warning.class::isInstance)
        .map(item -> ((Summary.Warning) item).text())
        .toList();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String step) {
    return assertThatThrownBy(() -> run("  - " + step + "\n")).isInstanceOf(RequestException.class);
  }

  private static void shares(Proportions p, double da, double de, double it) {
    assertThat(p.names()).containsExactly("da", "de", "it");
    assertThat(p.values()).containsExactly(new double[] {da, de, it}, Offset.offset(1e-9));
  }

  @Test
  void naturalCountsTheTrainingPartOnly() {
    Mixture mixture = mixture("mix.natural");
    shares(mixture.timeAverage(), .01, .90, .09);
    assertThat(mixture.isOpen()).isTrue();
    assertThat(mixture.unit()).isEqualTo(Unit.TOKENS);
    assertThat(mixture.repeat()).isEqualTo(Repeat.UNLIMITED);
  }

  @Test
  void theSeedIsNotInTheMixture() {
    String text = "name: toy\nseed: 8\nsteps:\n  - toy.make\n  - mix.natural\n";
    StepOutput seven = run("  - mix.natural\n").get(1);
    StepOutput eight =
        RecipeRunner.run(
                Recipe.parse(text, "r.yaml", "r", Path.of("."), REGISTRY),
                out,
                1,
                RecipeRunner.Listener.SILENT)
            .get(1);
    assertThat(eight.manifest().digest()).isEqualTo(seven.manifest().digest());
  }

  @Test
  void temperatureLiftsSmallDomains() {
    shares(mixture("mix.temperature: {tau: inf}").timeAverage(), 1. / 3, 1. / 3, 1. / 3);
    double sum = Math.sqrt(.01) + Math.sqrt(.90) + Math.sqrt(.09);
    Mixture two = mixture("mix.temperature: {tau: 2, budget: 150 documents, repeat: 16}");
    shares(two.timeAverage(), .1 / sum, Math.sqrt(.9) / sum, .3 / sum);
    assertThat(two.budget()).isEqualTo(150);
    assertThat(two.repeat()).isEqualTo(Repeat.cap(16));
    assertThat(mixture("mix.inverse-square-root").timeAverage().values())
        .containsExactly(two.timeAverage().values(), Offset.offset(1e-12));
  }

  @Test
  void lossWeightsReplaceUpsampling() {
    Mixture mixture = mixture("mix.temperature: {tau: inf, by-loss: true}");
    shares(mixture.timeAverage(), .01, .90, .09);
    List<Double> weights = mixture.phases().get(0).lossWeights();
    assertThat(weights.get(0)).isCloseTo(100. / 3, Offset.offset(1e-9));
    assertThat(weights.get(1)).isCloseTo(1 / 2.7, Offset.offset(1e-9));
    Mixture cooled = mixture("mix.cooldown: {by-loss: true}");
    assertThat(cooled.phases()).hasSize(2);
    assertThat(cooled.phases().get(1).lossWeights()).allMatch(w -> Math.abs(w - 1) < 1e-12);
  }

  @Test
  void uniMaxCapsItsDomains() {
    Mixture mixture = mixture("mix.unimax: {epochs: 2, budget: 60 documents}");
    shares(mixture.timeAverage(), 2. / 60, 40. / 60, 18. / 60);
    assertThat(mixture.repeat()).isEqualTo(Repeat.cap(2));
    refused("mix.unimax: {epochs: 1, budget: 500 documents}")
        .hasMessageContaining("r.yaml:5:5: mix.unimax: the budget is 500 documents")
        .hasMessageContaining("give only 100");
  }

  @Test
  void weightsAreTakenAsGiven() {
    shares(
        mixture("mix.weights: {weights: {da: 0.1, de: 0.5, it: 0.4}, budget: 100 documents}")
            .timeAverage(),
        .1,
        .5,
        .4);
    shares(
        mixture("mix.weights: {weights: {de: 3, it: 1}, normalise: true, others: drop}")
            .timeAverage(),
        0,
        .75,
        .25);
  }

  @Test
  void weightsThatAreWrongAreRefusedBeforeAnyWork() {
    refused("mix.weights: {weights: {de: 0.5, it: 0.6}}")
        .hasMessageContaining("r.yaml:5:")
        .hasMessageContaining("weights sum to 1.1, expected 1; correct them");
    refused("mix.weights: {weights: {de: -0.5, it: 1.5}}")
        .hasMessageContaining("weights must be positive: 'de' has -0.5");
    refused("mix.weights: {weights: {de: 0, it: 1}}")
        .hasMessageContaining("weights must be positive: 'de' has 0.0");
    refused("mix.weights").hasMessageContaining("needs the setting 'weights'");
    assertThat(out.resolve("toy")).doesNotExist();
    refused("mix.weights: {weights: {dee: 0.5, it: 0.5}}")
        .hasMessageContaining("no domain 'dee'; did you mean 'de'?");
    refused("mix.weights: {weights: {de: 0.5, it: 0.5}}")
        .hasMessageContaining("the domains [da] are not named")
        .hasMessageContaining("others: drop");
  }

  @Test
  void cooldownSwitchesWhereItIsTold() {
    Mixture mixture =
        mixture("mix.cooldown: {tau-start: inf, switch-at: 60%, budget: 20 documents}");
    assertThat(mixture.phases()).extracting(Mixture.Phase::from).containsExactly(0., .6);
    shares(mixture.phases().get(0).proportions(), 1. / 3, 1. / 3, 1. / 3);
    shares(mixture.phases().get(1).proportions(), .01, .90, .09);
    Mixture epochs =
        mixture("mix.cooldown: {tau-start: inf, switch-epochs: 4, budget: 48 documents}");
    assertThat(epochs.schedule(48).end(0)).isEqualTo(12); // da comes every third draw
    assertThat(
            mixture(
                    "mix.cooldown: {tau-start: inf, switch-epochs: 4, per-domain: true, budget:"
                        + " 200 documents}")
                .phases())
        .hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void upsamplingComesAtTheEnd() {
    Mixture mixture =
        mixture("mix.upsample: {window: 10%, up: {it: 0.75, da: 0.25}, budget: 100 documents}");
    assertThat(mixture.phases()).extracting(Mixture.Phase::from).containsExactly(0., .9);
    shares(mixture.phases().get(0).proportions(), .01, .90, .09);
    shares(mixture.phases().get(1).proportions(), .25, 0, .75);
    Mixture categories =
        mixture(
            "mix.upsample: {up: {nordic: 0.4, south: 0.6}, categories: {da: nordic, de: nordic,"
                + " it: south}, without: [de]}");
    shares(categories.phases().get(1).proportions(), .4, 0, .6);
    refused("mix.upsample: {up: {itt: 1}}").hasMessageContaining("did you mean 'it'?");
    refused("mix.upsample: {up: {it: 0.7}}").hasMessageContaining("up sums to 0.7, expected 1");
    refused("mix.upsample: {up: {it: 1}, without: [it]}")
        .hasMessageContaining("nobody can take the share");
  }

  @Test
  void refusesWhatThePlanRefuses() {
    refused("mix.temperature: {tau: inf, budget: 300 documents}")
        .hasMessageContaining("domain 'da' would be passed over 100.0 times")
        .hasMessageContaining("limit of 16.0");
    refused("mix.natural: {budget: 200 documents, repeat: never}")
        .hasMessageContaining("the budget is 200 documents, but with repeat: never")
        .hasMessageContaining("give only 100");
    assertThat(mixture("mix.natural: {budget: 100 documents, repeat: never}").budget())
        .isEqualTo(100);
  }

  @Test
  void warnsWhereTokensAreEstimated() {
    // 1,000 bytes are about 250 tokens; a third of 300 tokens over 10 bytes of da is 40 passes.
    assertThat(warnings("mix.temperature: {tau: inf, budget: 300 tokens}"))
        .anyMatch(w -> w.contains("Tokens are not counted yet"))
        .anyMatch(w -> w.contains("domain 'da' would be passed over 40.0 times"));
  }

  @Test
  void refusesTokensThatNoVocabularyCanMake() {
    // 1,000 bytes in 100 documents are at most 1,100 tokens.
    refused("mix.natural: {budget: 1200 tokens, repeat: never}")
        .hasMessageContaining("even if every byte were a token: the budget is 1,200 tokens")
        .hasMessageContaining("give only 1,100");
    refused("mix.natural: {budget: 20k tokens}")
        .hasMessageContaining("even if every byte were a token: domain")
        .hasMessageContaining("above the limit of 16.0");
    assertThat(mixture("mix.natural: {budget: 1100 tokens, repeat: never}").budget())
        .isEqualTo(1_100);
  }

  @Test
  void refusesACorpusWithNothingToTrainOn() {
    String text = "name: toy\nsteps:\n  - toy.make: {any: false}\n  - mix.natural\n";
    assertThatThrownBy(
            () ->
                RecipeRunner.run(
                    Recipe.parse(text, "r.yaml", "r", Path.of("."), REGISTRY),
                    out,
                    1,
                    RecipeRunner.Listener.SILENT))
        .hasMessageContaining("no documents to train on");
  }

  @Test
  void refusesBadSettingsWithTheirPlace() {
    refused("mix.temperature: {tau: 0.5}")
        .hasMessageContaining("r.yaml:5:28")
        .hasMessageContaining("tau must be at least 1, was 0.5");
    refused("mix.cooldown: {tau-end: 0}").hasMessageContaining("tau-end must be at least 1");
    refused("mix.cooldown: {switch-at: 120%}").hasMessageContaining("between 0% and 100%");
    refused("mix.cooldown: {per-domain: true}").hasMessageContaining("needs switch-epochs");
    refused("mix.natural: {budget: 20M words}")
        .hasMessageContaining("expected a number and a unit");
    refused("mix.natural: {budget: 0 tokens}").hasMessageContaining("budget must be positive");
    refused("mix.natural: {repeat: often}")
        .hasMessageContaining("expected never, unlimited, or a number of epochs");
    refused("mix.natural: {draw: stratified-batch}").hasMessageContaining("batch must be 1 to");
    refused("mix.natural: {draw: exact-tight}").hasMessageContaining("counts documents only");
    refused("mix.natural: {draw: exact-tigth}").hasMessageContaining("did you mean 'exact-tight'");
    refused("mix.unimax: {epochs: 0}").hasMessageContaining("epochs must be positive");
    refused("mix.natural: {max-epochs: 0}").hasMessageContaining("max-epochs must be positive");
  }

  @Test
  void everyStepIsFoundByTheService() {
    assertThat(StepRegistry.installed().types())
        .extracting(type -> type.name())
        .contains(
            "mix.natural",
            "mix.temperature",
            "mix.unimax",
            "mix.weights",
            "mix.inverse-square-root",
            "mix.cooldown",
            "mix.upsample");
  }
}
