package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.mix.Mixture;
import io.steelyard.mix.MixtureJson;
import io.steelyard.mix.Repeat;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.VocabSteps;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceStepTest {
  private static final String RECIPE =
      """
      name: pieces
      steps:
        - toy.two-languages: {}
        - toy.even: {}
        - vocab.wordpiece: {size: 120, alphabet: 40}
      """;

  @TempDir Path out;

  /** Nine English documents to one Polish one. */
  @Method(name = "toy.two-languages", about = "Makes documents.", makes = ArtifactKind.CORPUS)
  record TwoLanguages() implements Step {
    @Override
    public void run(Job job) {
      job.each(
          4,
          shard ->
              job.add(
                  Corpus.writeShard(
                      job.out(),
                      Corpus.shardName(shard),
                      writer -> {
                        for (int i = 50 * shard; i < 50 * shard + 50; i++) {
                          Document d = document(i);
                          writer.add(d);
                          synchronized (job) {
                            job.ledger().kept(d.domain(), d.bytes(), d.domain(), d.bytes());
                          }
                        }
                      })));
    }

    private static Document document(int i) {
      boolean polish = i % 10 == 0;
      return new Document(
          new DocumentId("toy", i),
          polish ? "pl" : "en",
          Part.TRAIN,
          polish ? "Żółw i żółwica, gęś." : "The newest, lowest and widest of all: lower.",
          null,
          Map.of());
    }
  }

  /** Both languages alike. */
  @Method(
      name = "toy.even",
      about = "Makes a mixture.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.MIXTURE)
  record Even() implements Step {
    @Override
    public void run(Job job) {
      Mixture mixture =
          Mixture.constant(
              Proportions.of(List.of("en", "pl"), 0.5, 0.5), Unit.TOKENS, 4000, Repeat.UNLIMITED);
      job.file("mixture.json", MixtureJson.write(mixture).getBytes(StandardCharsets.UTF_8));
    }
  }

  private StepOutput run(String recipe, String folder, int threads) {
    List<Class<? extends Step>> steps = new ArrayList<>(new VocabSteps().steps());
    steps.add(TwoLanguages.class);
    steps.add(Even.class);
    return RecipeRunner.run(
            Recipe.parse(recipe, "r.yaml", "r", Path.of("."), new StepRegistry(steps)),
            out.resolve(folder),
            threads,
            RecipeRunner.Listener.SILENT)
        .get(2);
  }

  @Test
  void givesTheSameBytesForAnyNumberOfThreads() {
    String digest = run(RECIPE, "1", 1).manifest().digest();
    assertThat(run(RECIPE, "3", 3).manifest().digest()).isEqualTo(digest);
  }

  @Test
  void writesATokenizerThatEncodesWithWhatItLearnt() throws IOException {
    Path folder = run(RECIPE, "a", 2).folder();
    Tokenizer tokenizer = TokenizerJson.read(folder);
    List<String> lines = Files.readAllLines(folder.resolve("vocab.txt"));
    assertThat(lines).startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]").hasSize(84);
    int[] ids = tokenizer.encode("lowest żółwica, 漢");
    assertThat(ids[0]).isEqualTo(2);
    assertThat(ids[ids.length - 1]).isEqualTo(3);
    // The unknown character is a word of its own.
    assertThat(ids[ids.length - 2]).isEqualTo(1);
    assertThat(tokenizer.decode(ids, true)).isEqualTo("lowest żółwica,");
    for (int id = 5; id < lines.size(); id++) {
      assertThat(new String(tokenizer.token(id), StandardCharsets.UTF_8)).isEqualTo(lines.get(id));
    }
  }

  @Test
  void givesTheRareLanguageLongerPiecesInTheMixture() throws IOException {
    String recipe = RECIPE.replace("size: 120, alphabet: 40", "size: 64, alphabet: 25");
    Path folder = run(recipe, "b", 2).folder();
    Tokenizer balanced = TokenizerJson.read(folder);
    Tokenizer natural = TokenizerJson.read(folder.resolve("tokenizer-natural.json"));
    assertThat(balanced.encode("żółwica").length).isLessThan(natural.encode("żółwica").length);
  }

  @Test
  void marksTheStartsOfWordsAndKeepsPunctuationWhereItIs() throws IOException {
    Path folder =
        run(RECIPE.replace("alphabet: 40", "alphabet: 40, mark: word-start"), "c", 2).folder();
    Tokenizer tokenizer = TokenizerJson.read(folder);
    int[] ids = tokenizer.encode("lower, newest: all.");
    assertThat(ids).doesNotContain(1);
    assertThat(tokenizer.decode(ids)).isEqualTo("lower, newest: all.");
    assertThat(Files.readAllLines(folder.resolve("vocab.txt"))).contains("▁");
  }

  @Test
  void refusesASizeThatTheAlphabetMayFill() {
    assertThatThrownBy(() -> run(RECIPE.replace("size: 120", "size: 80"), "d", 1))
        .hasMessageContaining(
            "size is 80, but 5 special tokens and up to 40 characters, each with and without a"
                + " mark, need 86; ask for a larger size or a smaller alphabet");
  }
}
