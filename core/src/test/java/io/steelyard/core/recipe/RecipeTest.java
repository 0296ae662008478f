package io.steelyard.core.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Each message that a wrong recipe can trigger. */
class RecipeTest {
  private static Recipe parse(String text) {
    return Recipe.parse(text, "r.yaml", "r", Path.of("."), ToySteps.REGISTRY);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(String text) {
    return assertThatThrownBy(() -> parse(text)).isInstanceOf(RequestException.class);
  }

  @Test
  void readsNameSeedAndSteps() {
    Recipe recipe = parse("name: a\nseed: 16k\nsteps:\n  - toy.make: {documents: 2k, as: m}\n");
    assertThat(recipe.name()).isEqualTo("a");
    assertThat(recipe.seed()).isEqualTo(16_000);
    assertThat(recipe.calls().get(0).step()).isEqualTo(new ToySteps.MakeStep(2000));
    assertThat(recipe.calls().get(0).as()).isEqualTo("m");
  }

  @Test
  void namesTheNearestStep() {
    refused("steps:\n  - toy.mak\n")
        .hasMessage("r.yaml:2:5: unknown step 'toy.mak'; did you mean" + " 'toy.make'?");
  }

  @Test
  void namesTheNearestSetting() {
    refused("steps:\n  - toy.make: {documnets: 3}\n")
        .hasMessageContaining("r.yaml:2:16")
        .hasMessageContaining("toy.make has no setting 'documnets'")
        .hasMessageContaining("did you mean 'documents'?");
  }

  @Test
  void namesTheNearestTopLevelKey() {
    refused("sed: 3\nsteps: [toy.make]\n")
        .hasMessageContaining("r.yaml:1:1")
        .hasMessageContaining("no key 'sed'; did you mean 'seed'?");
  }

  @Test
  void saysWhatAWrongUnitShouldBe() {
    refused("steps:\n  - toy.make: {documents: 3 apples}\n")
        .hasMessageContaining("r.yaml:2:27: toy.make.documents: expected a whole number such as")
        .hasMessageContaining("'3 apples'");
  }

  @Test
  void placesWhatTheSettingsThemselvesRefuse() {
    refused("steps:\n  - toy.make:\n      documents: -3\n")
        .hasMessageContaining("r.yaml:3:18")
        .hasMessageContaining("documents must not be negative");
  }

  @Test
  void refusesTextThatIsNotYaml() {
    refused("steps: [toy.make\nname: x: y").hasMessageContaining("this is not YAML");
  }

  @Test
  void refusesAnotherKindOfFileInOneShortLine() {
    assertThatThrownBy(
            () ->
                Recipe.parse(
                    "one line of a novel\nand more of it\n".repeat(1000),
                    "r.yaml",
                    "r",
                    Path.of("."),
                    ToySteps.REGISTRY))
        .hasMessage(
            "r.yaml:1:1: a recipe has the keys name, seed, engine and steps; got 'one line of a"
                + " novel and more of it one line of a novel and m…'.");
  }

  @Test
  void refusesAnEmptyFile() {
    refused("").hasMessageContaining("the file is empty");
  }

  @Test
  void refusesAnAliasBomb() {
    refused("a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nsteps: [toy.make]\n")
        .hasMessageContaining("anchors and aliases")
        .hasMessageContaining("r.yaml:1");
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s*a%d]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(8), i - 1));
    }
    refused(bomb + "steps: [*a29]\n")
        .hasMessage(
            "r.yaml:1:1: anchors and aliases (&name, *name) are not allowed; write the value out.");
  }

  @Test
  void refusesAKeyThatAppearsTwice() {
    refused("seed: 1\nseed: 2\nsteps: [toy.make]\n").hasMessageContaining("seed");
  }

  @Test
  void refusesDeepNesting() {
    refused("steps: " + "[".repeat(60) + "]".repeat(60)).hasMessageContaining("nested more than");
  }

  @Test
  void refusesANameThatWouldLeaveTheOutputFolder() {
    refused("name: ../x\nsteps: [toy.make]\n")
        .hasMessageContaining("r.yaml:1:7")
        .hasMessageContaining("'../x' cannot name a folder");
  }

  @Test
  void refusesAStepWhoseInputNobodyMakes() {
    refused("steps:\n  - toy.drop\n")
        .hasMessageContaining("toy.drop needs a corpus")
        .hasMessageContaining("put corpus.read before it");
  }

  @Test
  void refusesAFromThatNamesNobody() {
    refused("steps:\n  - toy.make: {as: base}\n  - toy.drop: {from: bass}\n")
        .hasMessageContaining("called 'bass'; did you mean 'base'?");
  }

  @Test
  void refusesTwoStepsOfOneName() {
    refused("steps:\n  - toy.make: {as: a}\n  - toy.make: {as: a}\n")
        .hasMessageContaining("two steps are called 'a'");
  }

  @Test
  void refusesARecipeWithoutSteps() {
    refused("name: x\n").hasMessageContaining("a recipe needs steps");
  }

  @Test
  void refusesASettingGroupWhereAValueBelongs() {
    refused("steps:\n  - toy.make: {documents: [1, 2]}\n")
        .hasMessageContaining("expected a whole number, got a list");
  }

  @Test
  void saysThatAMissingFileIsMissing() {
    assertThatThrownBy(() -> Recipe.read(Path.of("no/such.yaml"), ToySteps.REGISTRY))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no such recipe");
  }
}
