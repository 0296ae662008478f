package io.steelyard.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.artifact.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps by hand, and messages of the command line itself. */
class StepCommandTest {
  @TempDir Path folder;
  private final Session session = new Session();

  private Path in(String name) {
    return folder.resolve(name);
  }

  private void make() {
    session.type("toy.make", "--documents", 30, "--seed", 7, "--out", in("made"), "--quiet");
    assertThat(session.exit()).as(session.err()).isZero();
  }

  @Test
  void givesTheDigestsOfTheRecipe() throws IOException {
    make();
    session.type("toy.drop", "--every", 9, "--in", in("made"), "--out", in("dropped"), "--seed", 7);
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.err()).containsPattern("1/1 toy.drop  \\d+ of 30 documents kept");
    session.type(
        "toy.edit",
        "--letters",
        60,
        "--in",
        in("made"),
        in("dropped"),
        "--out",
        in("edited"),
        "--seed",
        "7");
    assertThat(session.exit()).as(session.err()).isZero();
    Path run = Session.toyRun(folder, ToySteps.RECIPE.replace("600", "30"));
    try (var folders = Files.list(run)) {
      for (Path step : folders.filter(Files::isDirectory).toList()) {
        String name = step.getFileName().toString();
        String mine = name.contains("make") ? "made" : name.contains("drop") ? "dropped" : "edited";
        if (name.matches("0[123]-.*")) {
          assertThat(Manifest.read(in(mine)).digest())
              .as(name)
              .isEqualTo(Manifest.read(step).digest());
          assertThat(Manifest.read(in(mine)).key()).isEqualTo(Manifest.read(step).key());
        }
      }
    }
  }

  @Test
  void takesARunForAllItsSteps() throws IOException {
    Path run = Session.toyRun(folder, ToySteps.RECIPE.replace("600", "30"));
    session.type("toy.mix", "--in", run, "--out", in("mix"), "--json");
    assertThat(session.exit()).as(session.out()).isZero();
    assertThat(session.events().get(session.events().size() - 1).path("digest").asText())
        .hasSize(64);
  }

  @Test
  void helpTellsSettingsDefaultsAndAnExample() {
    session.type("toy.make", "--help");
    assertThat(session.exit()).isZero();
    assertThat(session.out())
        .contains("Makes documents in 21 languages, 50% of them in few.")
        .contains("Takes nothing made before; makes corpus.")
        .containsPattern("--documents=N +How many. \\(default: 60\\)")
        .containsPattern("--skew=VALUE +How they are spread. Write none\\|long-tail.")
        .contains("steelyard toy.make --out corpus");
    session.type("toy.drop", "--help");
    assertThat(session.out())
        .contains("After A Toy's Guide (2024), eq. 2.")
        .contains("steelyard toy.drop --every N --in corpus --out verdicts");
  }

  @Test
  void wrongOptionsAreNamedWithTheNearest() {
    session.type("toy.make", "--documnts", 3, "--out", in("x"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err())
        .contains("toy.make has no option '--documnts'; did you mean '--documents'?");
    session.type("toy.make", "--documents", "many", "--out", in("x"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("option --documents").contains("expected a whole number");
    session.type("toy.make", "--documents", -3, "--out", in("x"));
    assertThat(session.exit()).isEqualTo(2);
    session.type("toy.drop", "--out", in("x"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("--every");
    session.type("toy.make");
    assertThat(session.err()).contains("--out");
    session.type("toy.make", "--seed", "x", "--out", in("x"));
    assertThat(session.err()).contains("option --seed: expected a whole number");
  }

  @Test
  void aMissingInputIsNamed() {
    session.type("toy.drop", "--every", 2, "--out", in("x"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("toy.drop: needs a corpus: give its folder with --in");
    session.type("toy.drop", "--every", 2, "--in", in("none"), "--out", in("x"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("no finished artifact here");
  }

  @Test
  void verdictsOfAnotherCorpusAreRefused() {
    make();
    session.type("toy.drop", "--every", 9, "--in", in("made"), "--out", in("dropped"));
    session.type("toy.make", "--documents", 20, "--out", in("other"));
    session.type("toy.edit", "--in", in("other"), in("dropped"), "--out", in("x"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("these verdicts are about another corpus");
  }

  @Test
  void anOutputFolderWithAnotherResultIsRefused() {
    make();
    session.type("toy.make", "--documents", 31, "--out", in("made"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("holds another result").contains("delete this one");
  }

  @Test
  void unknownCommandsAreNamedWithTheNearest() {
    session.type("rum");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("unknown command 'rum'; did you mean 'run'?");
    session.type("toy.mkae");
    assertThat(session.err()).contains("did you mean 'toy.make'?");
    session.type("gibberish-entirely");
    assertThat(session.err()).contains("'steelyard --help' lists them.");
  }

  @Test
  void helpAndVersion() {
    session.type("--help");
    assertThat(session.exit()).isZero();
    assertThat(session.out()).contains("Start here:").contains("Exit codes: 0 done, 1");
    session.type();
    assertThat(session.out()).contains("Start here:");
    session.type("--version");
    assertThat(session.out()).startsWith("steelyard ");
  }

  @Test
  void methodsListsTheSteps() throws IOException {
    session.type("methods");
    assertThat(session.out())
        .containsPattern("toy.shards +corpus, mixture +tokens +Writes shards.")
        .containsPattern("report +report +Writes one self-contained");
    session.type("methods", "--json");
    assertThat(session.events()).hasSize(7);
  }

  @Test
  void proveSaysWhereProofsRun() {
    session.type("prove", "toy.mix");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("they run from a source checkout");
  }

  @Test
  void doctorLooksAtTheMachine() {
    session.type("doctor");
    assertThat(session.exit()).as(session.out()).isZero();
    assertThat(session.out())
        .contains("Java")
        .contains("memory")
        .contains("disk")
        .contains("7 kinds of steps");
  }

  @Test
  void demoAndExamplesSayHowToStart() {
    session.type("demo");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("the demo's recipe is not here");
    session.type("examples");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("the examples are not here");
  }
}
