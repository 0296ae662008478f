package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.SuperBpeStep;
import io.steelyard.vocab.train.SuperwordRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuperBpeStepTest {
  private static final String RECIPE =
      """
      name: small
      seed: 7
      steps:
        - toy.corpus: {documents: 300}
        - toy.mixture: {rare: 50%}
        - vocab.superbpe: {size: 400, transition: 300, sweep: [80%]}
        - vocab.tokens: {sequence-length: 32}
      """;

  @TempDir Path out;

  private static List<StepOutput> run(String text, Path folder, int threads) {
    List<Class<? extends Step>> steps = new ArrayList<>(new VocabSteps().steps());
    steps.add(VocabStepsTest.CorpusStep.class);
    steps.add(VocabStepsTest.MixtureStep.class);
    Recipe recipe = Recipe.parse(text, "r.yaml", "r", Path.of("."), new StepRegistry(steps));
    return RecipeRunner.run(recipe, folder, threads, RecipeRunner.Listener.SILENT);
  }

  @Test
  void givesTheSameBytesForAnyNumberOfThreads() {
    String one = run(RECIPE, out.resolve("1"), 1).get(2).manifest().digest();
    assertThat(run(RECIPE, out.resolve("3"), 3).get(2).manifest().digest()).isEqualTo(one);
  }

  @Test
  void writesPhrasesAndPlainPairsOfOneSize() throws IOException {
    Path folder = run(RECIPE, out, 2).get(2).folder();
    Tokenizer superwords = TokenizerJson.read(folder.resolve("tokenizer.json"));
    Tokenizer bpe = TokenizerJson.read(folder.resolve(SuperBpeStep.BPE_FILE));
    assertThat(superwords.size()).isEqualTo(400);
    assertThat(IntStream.range(0, 300).filter(id -> phrase(superwords, id)).count()).isZero();
    assertThat(IntStream.range(300, 400).filter(id -> phrase(superwords, id)).count())
        .isGreaterThan(50);
    String text = "the cat sat on that mat and ran";
    assertThat(superwords.encodeOrdinary(text).length).isLessThan(bpe.encodeOrdinary(text).length);
    assertThat(superwords.decode(superwords.encode(text))).isEqualTo(text);
    assertThat(bpe.size()).isLessThanOrEqualTo(400);
  }

  private static boolean phrase(Tokenizer tokenizer, int id) {
    return SuperwordRule.isSuperword(tokenizer.token(id));
  }

  @Test
  void theRareDomainShapesThePhrasesByItsShare() throws IOException {
    Path even = run(RECIPE, out.resolve("1"), 1).get(2).folder();
    Path little = run(RECIPE.replace("rare: 50%", "rare: 1%"), out.resolve("2"), 1).get(2).folder();
    assertThat(polish(even)).isGreaterThan(polish(little));
  }

  private static long polish(Path folder) throws IOException {
    Tokenizer tokenizer = TokenizerJson.read(folder.resolve("tokenizer.json"));
    return IntStream.range(0, tokenizer.size())
        .filter(id -> phrase(tokenizer, id))
        .filter(id -> tokenizer.decode(new int[] {id}).codePoints().anyMatch(c -> c > 127))
        .count();
  }

  @Test
  void reportsTheSweepAndSuperwordsByDomain() throws IOException {
    Path folder = run(RECIPE, out, 1).get(2).folder();
    String summary = Files.readString(folder.resolve("summary.json"));
    assertThat(summary).contains("superbpe-sweep", "superbpe-domains", "at 320", "of BPE at equal");
    assertThat(Summary.read(folder.resolve("summary.json")).items()).isNotEmpty();
  }

  @Test
  void samplesDocumentsForTheSecondStageAndSaysSo() throws IOException {
    String recipe = RECIPE.replace("sweep: [80%]", "sweep: [], phrase-text: 4 KiB");
    Path folder = run(recipe, out.resolve("1"), 1).get(2).folder();
    assertThat(Files.readString(folder.resolve("summary.json"))).contains("an even sample");
    assertThat(run(recipe, out.resolve("2"), 4).get(2).manifest().digest())
        .isEqualTo(run(recipe, out.resolve("1"), 1).get(2).manifest().digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          transition: 400~transition 400 is not between 257 (256 bytes and 1 special tokens) and the size 400, which it must stay below
          transition: 500~transition 500 is not between 257
          transition: 200~transition 200 is not between 257
          size: 100~vocabulary size 100 is not between 257
          sweep: [10%]~sweep 0.1 of the size 400 is 40 tokens; expected a share that gives from 257 to 399
          sweep: [100%]~sweep 1.0 of the size 400 is 400 tokens
          max-words: 0~max-words must be at least 1, was 0
          phrase-text: 0~phrase-text must be at least 1 byte
          count-memory: 1~count-memory must be at least 1 MiB
          """)
  void refusesSettingsThatCannotBe(String setting, String message) {
    String settings = "size: 400, transition: 300, sweep: []";
    String name = setting.substring(0, setting.indexOf(':'));
    String changed =
        settings.contains(name + ":")
            ? settings.replaceAll(name + ": (\\d+|\\[])", setting)
            : settings + ", " + setting;
    String recipe = RECIPE.replace("size: 400, transition: 300, sweep: [80%]", changed);
    assertThatThrownBy(() -> run(recipe, out, 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }
}
