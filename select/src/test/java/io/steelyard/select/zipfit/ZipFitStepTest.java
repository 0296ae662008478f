package io.steelyard.select.zipfit;

import static io.steelyard.select.SelectionRuns.dropped;
import static io.steelyard.select.SelectionRuns.json;
import static io.steelyard.select.SelectionRuns.keptByDomain;
import static io.steelyard.select.SelectionRuns.rows;
import static io.steelyard.select.SelectionRuns.summary;
import static io.steelyard.select.SelectionRuns.text;
import static io.steelyard.select.SelectionRuns.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.Summary;
import io.steelyard.select.SelectionRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipFitStepTest {
  @TempDir Path folder;
  private SelectionRuns runs;

  @BeforeEach
  void write() throws IOException {
    runs = new SelectionRuns(folder);
  }

  @Test
  void keepsWhatIsLikeTheTarget() throws IOException {
    StepOutput step = runs.run("select.zip-fit: {target: target.jsonl, budget: 20 documents}", 2);
    assertThat(keptByDomain(step)).isEqualTo(Map.of("code", 20));
    assertThat(dropped(step, "not_selected")).isEqualTo(40);
    for (Verdicts.Row row : rows(step, "alignment", "aligned_with", "clipped")) {
      assertThat((Double) row.scores()[0]).isBetween(-0.2, 1.1);
      assertThat(row.scores()[1]).isEqualTo("target");
      assertThat(row.scores()[2]).isEqualTo(false);
    }
    List<Summary.Item> items = summary(step).items();
    assertThat(items).anyMatch(i -> i instanceof Summary.Balance b && b.id().equals("composition"));
    assertThat(items).anyMatch(i -> i instanceof Summary.Chart c && c.id().equals("scores"));
    assertThat(items).anyMatch(i -> i instanceof Summary.Table t && t.id().equals("lengths"));
    assertThat(items).anyMatch(i -> i instanceof Summary.Estimates e && e.values().size() == 2);
    assertThat(items)
        .anyMatch(
            i -> i instanceof Summary.Figure f && String.valueOf(f.value()).contains("probe "));
    assertThat(Files.exists(step.folder().resolve("scores"))).isFalse();
  }

  @Test
  void givesEqualDigestsOnAnyNumberOfThreads() {
    for (String step :
        List.of(
            "select.zip-fit: {target: target.jsonl, share: 25%, score: z-score}",
            "select.zip-fit: {target: target.jsonl, share: 25%, codec: zstd}",
            "select.zip-fit: {target: {path: target.jsonl, domain-field: kind}, separate-targets:"
                + " true, budget: 9 documents}")) {
      String one = runs.run(step, 1).manifest().digest();
      assertThat(runs.run(step, 3).manifest().digest()).isEqualTo(one);
    }
  }

  @Test
  void keepsTextUpToTheAmountOfBytes() throws IOException {
    StepOutput step = runs.run("select.zip-fit: {target: target.jsonl, budget: 5000 bytes}", 1);
    long bytes =
        rows(step).stream().filter(Verdicts.Row::kept).mapToLong(Verdicts.Row::bytes).sum();
    assertThat(bytes).isBetween(4000L, 5000L);
  }

  @Test
  void keepsWhatIsAboveAThreshold() throws IOException {
    StepOutput step = runs.run("select.zip-fit: {target: target.jsonl, above: 0.35}", 1);
    for (Verdicts.Row row : rows(step, "alignment")) {
      assertThat(row.kept()).isEqualTo((Double) row.scores()[0] > 0.35);
    }
    assertThat(dropped(step, "not_selected")).isPositive();
  }

  @Test
  void sharesTheAmountBetweenSeparateTargets() throws IOException {
    StepOutput step =
        runs.run(
            "select.zip-fit: {target: {path: target.jsonl, domain-field: kind}, separate-targets:"
                + " true, shares: {even: 1, odd: 3}, budget: 8 documents}",
            1);
    long even =
        rows(step, "aligned_with").stream()
            .filter(row -> row.kept() && row.scores()[0].equals("even"))
            .count();
    assertThat(even).isEqualTo(2);
    assertThat(keptByDomain(step)).isEqualTo(Map.of("code", 8));
  }

  @Test
  void leavesCopiesOfTheTargetAndEmptyTextsOut() throws IOException {
    Files.writeString(
        folder.resolve("more.jsonl"),
        json(text("code", 100), "copy")
            + json("  " + text("code", 101).replace("\n", " \n "), "copy")
            + json(" \n ", "blank")
            + json(text("prose", 3), "prose")
            + json("x " + text("code", 102), "overlap"));
    String all = "exclude: copies, share: 100%";
    StepOutput step =
        runs.run("more.jsonl", "select.zip-fit: {target: target.jsonl, " + all + "}", 1);
    assertThat(dropped(step, "target_copy")).isEqualTo(2);
    assertThat(dropped(step, "empty")).isEqualTo(1);
    assertThat(keptByDomain(step)).isEqualTo(Map.of("prose", 1, "overlap", 1));
    step =
        runs.run(
            "more.jsonl",
            "select.zip-fit: {target: target.jsonl, exclude: overlaps, share: 100%}",
            1);
    assertThat(dropped(step, "target_overlap")).isEqualTo(1);
    step =
        runs.run(
            "more.jsonl",
            "select.zip-fit: {target: target.jsonl, exclude: nothing, share: 100%}",
            1);
    assertThat(dropped(step, "target_copy")).isZero();
  }

  @Test
  void leavesValidationAlone() throws IOException {
    StepOutput step =
        runs.run(
            "corpus.split: {validation: 20%}\n"
                + "  - select.zip-fit: {target: target.jsonl, budget: 5 documents}",
            1);
    long train =
        rows(step, "alignment").stream()
            .filter(row -> row.kept() && row.part() == io.steelyard.core.artifact.Part.TRAIN)
            .count();
    assertThat(train).isEqualTo(5);
    assertThat(keptByDomain(step).values().stream().mapToInt(Integer::intValue).sum())
        .isGreaterThan(5);
  }

  @Test
  void warnsOfTooSmallATarget() throws IOException {
    Files.writeString(folder.resolve("one.jsonl"), json(text("code", 100), "x"));
    assertThat(warnings(runs.run("select.zip-fit: {target: one.jsonl, share: 10%}", 1)))
        .anyMatch(w -> w.startsWith("the target is one text"));
    Files.writeString(
        folder.resolve("two.jsonl"), json(text("code", 100), "x") + json(text("list", 100), "x"));
    assertThat(warnings(runs.run("select.zip-fit: {target: two.jsonl, share: 10%}", 1)))
        .anyMatch(w -> w.startsWith("two halves of the 2 target texts agree on 0%"));
  }

  @Test
  void warnsOfATargetInAnotherLanguage() throws IOException {
    StringBuilder german = new StringBuilder();
    StringBuilder english = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      german.append(
          json(
              "Die Waage mit ungleichen Armen hebt schwere Lasten mit kleinem Gewicht, " + i, "x"));
      english.append(
          json(
              "A balance with unequal arms lifts heavy loads by a small counterweight, " + i, "x"));
    }
    Files.writeString(folder.resolve("german.jsonl"), german);
    Files.writeString(folder.resolve("english.jsonl"), english);
    assertThat(
            warnings(
                runs.run("english.jsonl", "select.zip-fit: {target: german.jsonl, share: 10%}", 1)))
        .anyMatch(w -> w.startsWith("the target is mostly in the language 'de'"));
    assertThat(
            warnings(
                runs.run(
                    "german.jsonl",
                    "select.zip-fit: {target: german.jsonl, share: 10%, exclude: nothing}",
                    1)))
        .noneMatch(w -> w.contains("language"));
  }

  @Test
  void worksOnOneDocument() throws IOException {
    Files.writeString(folder.resolve("single.jsonl"), json(text("code", 1), "code"));
    StepOutput step =
        runs.run("single.jsonl", "select.zip-fit: {target: target.jsonl, budget: 1 document}", 1);
    assertThat(keptByDomain(step)).isEqualTo(Map.of("code", 1));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Files.writeString(folder.resolve("blank.jsonl"), json("  ", "x"));
    Files.writeString(folder.resolve("bad.jsonl"), "{\"text\": 3}\n");
    refused("{target: none.jsonl, share: 10%}", "none.jsonl");
    refused("{target: blank.jsonl, share: 10%}", "target: the files hold no text but white space");
    refused("{target: bad.jsonl, share: 10%}", "target: bad.jsonl:1: text_not_string");
    refused("{target: target.jsonl}", "budget: give one of budget");
    refused("{target: target.jsonl, share: 10%, above: 0.2}", "budget: give one of budget");
    refused("{target: target.jsonl, share: 10%, level: 0}", "level: 0 stores texts");
    refused("{target: target.jsonl, share: 10%, max-bytes: 1MiB}", "max-bytes must be 1 to 32 KiB");
    refused("{target: target.jsonl, share: 10%, codec: zstd, symmetric: true}", "symmetric: zstd");
    refused(
        "{target: target.jsonl, share: 10%, codec: zstd, score: containment}",
        "score: zstd has no containment");
    refused(
        "{target: target.jsonl, budget: 61 documents}",
        "budget: 61 documents are asked for, but the pool has only 60");
    refused("{target: target.jsonl, budget: 20M bytes}", "ask for less, or for share: 100%");
    refused(
        "{target: target.jsonl, budget: 10 tokens}",
        "budget: an amount of tokens needs a vocabulary made before this step");
    refused(
        "{target: {path: pool.jsonl}, share: 10%}",
        "no document of the corpus can be selected (60 target_copy); is the target the corpus");
    refused("{target: target.jsonl, share: 10%, shares: {a: 1}}", "shares: need separate-targets");
    refused(
        "{target: {path: target.jsonl, domain-field: kind}, separate-targets: true, share: 10%,"
            + " shares: {evn: 1}}",
        "shares: no target is called 'evn'");
  }

  private void refused(String settings, String message) {
    assertThatThrownBy(() -> runs.run("select.zip-fit: " + settings, 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }
}
