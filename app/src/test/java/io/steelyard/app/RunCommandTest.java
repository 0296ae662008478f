package io.steelyard.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir Path folder;

  private final Session session = new Session();

  private Path recipe(String text) throws IOException {
    return Files.writeString(folder.resolve("toy.yaml"), text);
  }

  private Session run(String text, Object... more) throws IOException {
    Object[] args = new Object[more.length + 4];
    args[0] = "run";
    args[1] = recipe(text);
    args[2] = "--out";
    args[3] = folder.resolve("runs");
    System.arraycopy(more, 0, args, 4, more.length);
    return session.type(args);
  }

  @Test
  void saysWhatEachStepKeptAndWhereTheShardsAndTheReportAre() throws IOException {
    run(ToySteps.RECIPE);
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.err())
        .containsPattern("1/6 toy.make  600 of 605 documents kept  [\\d.]+ s")
        .containsPattern("2/6 toy.drop  \\d+ of 600 documents kept")
        .containsPattern("6/6 report  report written")
        .contains("warning: no stop words for 'xx'")
        .doesNotContain("\u001b");
    assertThat(session.out())
        .containsPattern("documents in +605")
        .containsPattern("too_short +67")
        .containsPattern("toy.shards: tokens +1,234,567")
        .containsPattern("shards +.*05-toy.shards-[0-9a-f]{12}")
        .containsPattern("report +.*report.html")
        .containsPattern("time +[\\d.]+ s");
  }

  @Test
  void aSecondRunSaysAlreadyDone() throws IOException {
    run(ToySteps.RECIPE);
    run(ToySteps.RECIPE);
    assertThat(session.err().lines().filter(line -> line.endsWith("already done"))).hasSize(6);
  }

  @Test
  void theSameReportDigestOnAnyNumberOfThreads() throws IOException {
    run(ToySteps.RECIPE, "--json", "--threads", 1);
    String one = digest();
    Path other = folder.resolve("other");
    session.type("run", folder.resolve("toy.yaml"), "--out", other, "--json", "--threads", 4);
    assertThat(digest()).isEqualTo(one);
  }

  private String digest() throws IOException {
    return session.events().stream()
        .filter(e -> e.path("event").asText().equals("step-ended"))
        .filter(e -> e.path("step").asText().equals("report"))
        .map(e -> e.path("digest").asText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anotherTextOfTheRecipeMakesTheReportAnew() throws IOException {
    run(ToySteps.RECIPE);
    run(ToySteps.RECIPE + "# a comment\n");
    assertThat(session.err()).containsPattern("5/6 toy.shards .*already done");
    assertThat(session.err()).containsPattern("6/6 report .* s\\R");
  }

  @Test
  void eventsAreJsonLines() throws IOException {
    run(ToySteps.RECIPE, "--json");
    List<JsonNode> events = session.events();
    assertThat(events.get(0).path("event").asText()).isEqualTo("step-begins");
    assertThat(events.stream().filter(e -> e.path("event").asText().equals("step-ended")))
        .hasSize(6);
    JsonNode drop =
        events.stream()
            .filter(
                e -> e.path("event").asText().equals("step-ended") && e.path("number").asInt() == 2)
            .findFirst()
            .orElseThrow();
    assertThat(drop.path("documentsIn").asInt()).isEqualTo(600);
    assertThat(drop.path("digest").asText()).hasSize(64);
    assertThat(events.get(events.size() - 1).path("event").asText()).isEqualTo("done");
    assertThat(session.err()).isEmpty();
  }

  @Test
  void quietSaysNothing() throws IOException {
    run(ToySteps.RECIPE, "--quiet");
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).isEmpty();
  }

  @Test
  void aWrongSettingEndsWith2AndOnlyItsMessage() throws IOException {
    run(ToySteps.RECIPE.replace("every: 9", "evry: 9"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err())
        .contains("toy.yaml:5:16")
        .contains("did you mean 'every'?")
        .doesNotContain("\tat ");
  }

  @Test
  void debugShowsWhereItCameFrom() throws IOException {
    run(ToySteps.RECIPE.replace("every: 9", "evry: 9"), "--debug");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("\tat io.steelyard");
  }

  @Test
  void anErrorIsAnEventWhereEventsAreAskedFor() throws IOException {
    run(ToySteps.RECIPE.replace("every: 9", "evry: 9"), "--json");
    assertThat(session.exit()).isEqualTo(2);
    JsonNode error = session.events().get(0);
    assertThat(error.path("event").asText()).isEqualTo("error");
    assertThat(error.path("exit").asInt()).isEqualTo(2);
    assertThat(error.path("message").asText()).contains("did you mean");
  }

  @Test
  void failedWorkEndsWith1() throws IOException {
    run("steps:\n  - toy.fail\n");
    assertThat(session.exit()).isEqualTo(1);
    assertThat(session.err())
        .contains("error: ")
        .contains("the disk is full")
        .doesNotContain("\tat ");
  }

  @Test
  void aDefectEndsWith1AndSaysThatItIsOne() throws IOException {
    run("steps:\n  - toy.fail: {how: defect}\n");
    assertThat(session.exit()).isEqualTo(1);
    assertThat(session.err()).contains("a defect in Steelyard").contains("Please report it");
  }

  @Test
  void aMissingRecipeIsNamed() {
    session.type("run", folder.resolve("none.yaml"));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("none.yaml: no such recipe").contains("steelyard examples");
  }

  @Test
  void threadsMustBePositive() throws IOException {
    run(ToySteps.RECIPE, "--threads", 0);
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("option --threads: expected 1 to 1024, got 0.");
  }

  @Test
  void planChecksWithoutWork() throws IOException {
    session.type("plan", recipe(ToySteps.RECIPE));
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.out())
        .containsPattern("2 +toy.drop +verdicts +every:9")
        .contains(
            "toy: 6 steps, reads 0 files of 0 B, makes corpus, verdicts, mixture, tokens, report.")
        .contains("The recipe is good.");
    assertThat(session.out()).contains("What toy.make, toy.drop, toy.edit will drop is not");
    assertThat(folder.resolve("runs")).doesNotExist();
    session.type("validate", folder.resolve("toy.yaml"));
    assertThat(session.exit()).isZero();
    session.type("plan", recipe(ToySteps.RECIPE.replace("toy.mix", "toy.mixx")));
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("unknown step 'toy.mixx'; did you mean 'toy.mix'?");
  }

  @Test
  void theProgressLineTellsRateAndTimeLeft() {
    assertThat(ProgressDisplay.line("3/9 corpus.clean", "judging", 8000, 16000, "documents", 2))
        .isEqualTo(
            "3/9 corpus.clean  judging ██████░░░░░░ 50% of 16,000 documents  4,000/s  2.0 s left");
    assertThat(ProgressDisplay.line("1/9 corpus.read", "reading", 21_000_000, 0, "bytes", 3))
        .isEqualTo("1/9 corpus.read  reading 21.0 MB  7.00 MB/s");
  }
}
