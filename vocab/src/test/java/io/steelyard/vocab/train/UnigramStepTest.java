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
import io.steelyard.core.step.Setting;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnigramStepTest {
  private static final String RECIPE =
      """
      name: pieces
      steps:
        - toy.languages: {}
        - toy.even: {}
        - vocab.unigram: {size: 38, seed-pieces: 1k}
      """;

  @TempDir Path out;

  /** Nine English documents to one Polish one. */
  @Method(name = "toy.languages", about = "Makes documents.", makes = ArtifactKind.CORPUS)
  record Languages(@Setting(value = "whether they have text", or = "true") boolean text)
      implements Step {
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

    private Document document(int i) {
      boolean polish = i % 10 == 0;
      return new Document(
          new DocumentId("toy", i),
          polish ? "pl" : "en",
          Part.TRAIN,
          !text
              ? "  "
              : polish ? "Żółw i żółwica,  gęś." : "The newest, lowest and widest of all: lower.",
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
    steps.add(Languages.class);
    steps.add(Even.class);
    return RecipeRunner.run(
            Recipe.parse(recipe, "r.yaml", "r", Path.of("."), new StepRegistry(steps)),
            out.resolve(folder),
            threads,
            RecipeRunner.Listener.SILENT)
        .get(2);
  }

  private Tokenizer trained(String settings, String folder) throws IOException {
    return TokenizerJson.read(run(RECIPE.replace("size: 38", settings), folder, 2).folder());
  }

  @Test
  void givesTheSameBytesForAnyNumberOfThreads() {
    String digest = run(RECIPE, "1", 1).manifest().digest();
    assertThat(run(RECIPE, "3", 3).manifest().digest()).isEqualTo(digest);
  }

  @Test
  void writesATokenizerThatEncodesWithWhatItLearnt() throws IOException {
    Tokenizer tokenizer = trained("size: 38", "a");
    assertThat(tokenizer.size()).isEqualTo(38);
    assertThat(tokenizer.idOf("<|endoftext|>")).isEqualTo(3);
    assertThat(tokenizer.decode(tokenizer.encode(" The  lowest żółwica.")))
        .isEqualTo("The lowest żółwica.");
    assertThat(tokenizer.encode("漢")).endsWith(0);
    // Full-width letters are folded by NFKC.
    assertThat(tokenizer.encode("Ｔｈｅ")).isEqualTo(tokenizer.encode("The"));
  }

  @Test
  void keepsSpacesAndFallsBackToBytes() throws IOException {
    Tokenizer tokenizer =
        trained(
            "size: 320, keep-spaces: true, byte-fallback: true, normalize: none, reserved: '<0xA>'",
            "b");
    assertThat(tokenizer.size()).isLessThanOrEqualTo(320);
    for (String text : List.of(" The  lowest ", "漢字\n<0x0A>", "", "  ", "a<s>b")) {
      assertThat(tokenizer.decode(tokenizer.encodeOrdinary(text))).isEqualTo(text);
    }
    assertThat(tokenizer.encodeOrdinary("<0x0A>")).doesNotContain(tokenizer.idOf("<0x0A>"));
  }

  @Test
  void givesTheRareLanguageLongerPiecesInTheMixture() throws IOException {
    Path folder = run(RECIPE.replace("size: 38", "size: 34"), "c", 2).folder();
    Tokenizer balanced = TokenizerJson.read(folder);
    Tokenizer natural = TokenizerJson.read(folder.resolve("tokenizer-natural.json"));
    String polish = "Żółw i żółwica, gęś.";
    assertThat(balanced.encode(polish).length).isLessThan(natural.encode(polish).length);
  }

  @Test
  void saysWhatSizeTheCharactersNeed() {
    assertThatThrownBy(() -> run(RECIPE.replace("size: 38", "size: 20"), "d", 1))
        .hasMessageContaining("there is room for 16 pieces, but the text has ")
        .hasMessageContaining(" or more, or lower coverage");
  }

  @Test
  void refusesTextThatIsOnlySpace() {
    String recipe = RECIPE.replace("toy.languages: {}", "toy.languages: {text: false}");
    assertThatThrownBy(() -> run(recipe, "e", 1))
        .hasMessageContaining("the text has no words to train on");
  }

  @Test
  void refusesSettingsThatLeaveNoRoomOrNoUnknownToken() {
    assertThatThrownBy(
            () -> run(RECIPE.replace("size: 38", "size: 260, byte-fallback: true"), "f", 1))
        .hasMessageContaining(
            "size is 260, but 4 special tokens and 256 bytes leave no room for pieces of text; ask"
                + " for more than 260");
    assertThatThrownBy(
            () -> run(RECIPE.replace("size: 38", "size: 38, special-tokens: [<s>]"), "g", 1))
        .hasMessageContaining("special-tokens must have <unk>, were [<s>]");
    assertThatThrownBy(
            () ->
                run(RECIPE.replace("size: 38", "size: 38, special-tokens: [<unk>, a, a]"), "h", 1))
        .hasMessageContaining("special-tokens has a token twice");
  }
}
