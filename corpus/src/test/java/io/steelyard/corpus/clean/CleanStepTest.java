package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.corpus.mask.MaskStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps corpus.clean, corpus.trim-lines and corpus.mask through the recipe runner. */
class CleanStepTest {
  private static final String ENGLISH =
      "The old man went to the town with a dog, and that is the story we have to tell of it. ";
  private static final String GERMAN =
      "Der alte Mann ging mit dem Hund in die Stadt, und das ist die ganze Geschichte davon. ";

  /** 60 English, 60 German and 12 documents in a language without stop words, 50 per shard. */
  @Method(name = "toy.documents", about = "Makes documents.", makes = ArtifactKind.CORPUS)
  record DocumentsStep() implements Step {
    @Override
    public void run(Job job) {
      job.each(
          3,
          shard ->
              job.add(
                  Corpus.writeShard(
                      job.out(),
                      Corpus.shardName(shard),
                      writer -> {
                        for (int i = shard * 50; i < Math.min(132, shard * 50 + 50); i++) {
                          writer.add(document(i));
                        }
                      })));
    }

    static Document document(int i) {
      String domain = i < 60 ? "en" : i < 120 ? "de" : "qu";
      String text = i < 60 ? ENGLISH : i < 120 ? GERMAN : "Ñawpaq runaqa llaqtaman rirqan. ";
      StringBuilder s = new StringBuilder();
      for (int k = 0; k < 3; k++) {
        s.append(text).append("Word").append(i).append(k).append(" here. ");
      }
      String tail = i % 20 == 0 ? "Write to ann@post.fr or 8.8.8.8." : "The end is near.";
      return new Document(
          new DocumentId("toy", i), domain, i % 10 == 3 ? "short" : s.append('\n') + tail);
    }
  }

  private static final StepRegistry REGISTRY =
      new StepRegistry(
          List.of(DocumentsStep.class, CleanStep.class, TrimLinesStep.class, MaskStep.class));

  @TempDir Path out;

  private List<StepOutput> run(int threads, String... steps) {
    StringBuilder text = new StringBuilder("name: toy\nseed: 7\nsteps:\n  - toy.documents\n");
    for (String step : steps) {
      text.append("  - ").append(step).append('\n');
    }
    Recipe recipe = Recipe.parse(text.toString(), "r.yaml", "r", Path.of("."), REGISTRY);
    return RecipeRunner.run(recipe, out, threads, RecipeRunner.Listener.SILENT);
  }

  private static Summary summary(StepOutput step) {
    return Summary.read(step.folder().resolve("summary.json"));
  }

  @Test
  void verdictsKeepTheValuesAndTheLedgerCloses() throws IOException {
    StepOutput step = run(2, "corpus.clean: {rules: [length, stop-words]}").get(1);
    Verdicts verdicts = Verdicts.open(step.folder());
    assertThat(verdicts.scores())
        .contains("rule_language", "rule_skipped", "words", "mean_word_length", "stop_words");
    int dropped = 0;
    int skipped = 0;
    try (CloseableIterator<Verdicts.Row> rows =
        verdicts.read("part-00002", List.of("words", "rule_skipped", "rule_language"))) {
      while (rows.hasNext()) {
        Verdicts.Row row = rows.next();
        assertThat(row.scores()[0]).isInstanceOf(Double.class);
        assertThat(row.kept()).isEqualTo((Double) row.scores()[0] >= 50);
        dropped += row.kept() ? 0 : 1;
        skipped += row.scores()[1] == null ? 0 : 1;
        assertThat(row.scores()[2]).isEqualTo(row.domain());
      }
    }
    assertThat(dropped).isEqualTo(14);
    assertThat(skipped).isZero();
    Ledger ledger = Json.read(step.folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    ledger.requireClosed();
    assertThat(ledger.total().in.documents).isEqualTo(132);
    assertThat(ledger.domains().get("en").dropped.get("gopher_short_doc").documents).isEqualTo(6);
  }

  @Test
  void theSummarySaysWhatWentAndWarnsWhereARuleIsUnequal() {
    StepOutput step =
        run(
                1,
                "corpus.clean: {rules: [stop-words, gopher_short_doc], language: en, thresholds:"
                    + " {gopher_short_doc: 10}}")
            .get(1);
    List<Summary.Item> items = summary(step).items();
    assertThat(items)
        .anyMatch(
            i -> i instanceof Summary.Table t && t.id().equals("reasons") && t.rows().size() == 1)
        .anyMatch(i -> i instanceof Summary.Chart c && c.id().equals("drop-rate"))
        .anyMatch(i -> i instanceof Summary.Chart c && c.id().equals("values-stop_words"))
        .anyMatch(
            i ->
                i instanceof Summary.Examples e
                    && e.groups().get(0).examples().size() == 3
                    && e.groups().get(0).name().equals("gopher_enough_stop_words"));
  }

  @Test
  void exceptedDomainsPassUnjudged() {
    StepOutput step = run(1, "corpus.clean: {rules: [length], except: [de, qu]}").get(1);
    Ledger ledger = Json.read(step.folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    assertThat(ledger.domains().get("de").dropped).isEmpty();
    assertThat(ledger.domains().get("en").dropped).isNotEmpty();
    assertThat(summary(step).items())
        .contains(new Summary.Figure("documents judged", 60, Summary.Format.COUNT, ""));
  }

  @Test
  void languagesWithoutStopWordsAreNamedInAWarning() {
    StepOutput step = run(1, "corpus.clean: {rules: [stop-words]}").get(1);
    assertThat(summary(step).items())
        .contains(
            new Summary.Warning(
                "rule_skipped: gopher_enough_stop_words needs words of 'qu' that are not at hand;"
                    + " 12 documents were judged without it"));
  }

  @Test
  void aKilledRunReportsAllDocumentsAndEqualDigests() throws IOException {
    String clean = "corpus.clean: {rules: [length, stop-words]}";
    StepOutput whole = run(1, clean).get(1);
    byte[] summary = Files.readAllBytes(whole.folder().resolve("summary.json"));
    Files.delete(whole.folder().resolve(Manifest.FILE));
    Files.delete(whole.folder().resolve("part-00001.parquet.stamp.json"));
    StepOutput again = run(4, clean).get(1);
    assertThat(again.manifest().digest()).isEqualTo(whole.manifest().digest());
    assertThat(Files.readAllBytes(again.folder().resolve("summary.json"))).isEqualTo(summary);
  }

  @Test
  void linesAreTrimmedAndAddressesMasked() throws IOException {
    List<StepOutput> steps =
        run(2, "corpus.mask: {with: replacement}", "corpus.trim-lines: {end-marks: true}");
    CorpusView view = Runs.open(out.resolve("toy")).view();
    List<Document> documents = new ArrayList<>();
    for (int shard = 0; shard < view.shards(); shard++) {
      try (CloseableIterator<Document> read = view.read(shard)) {
        read.forEachRemaining(documents::add);
      }
    }
    assertThat(documents).hasSize(132);
    assertThat(documents.get(20).text()).contains("@example.").doesNotContain("8.8.8.8");
    assertThat(documents.get(3).text()).isEmpty();
    assertThat(documents.get(1).text()).endsWith("\nThe end is near.");
    assertThat(summary(steps.get(1)).items())
        .anyMatch(
            i ->
                i instanceof Summary.Figure f && f.value().equals(7) && f.label().contains("data"));
    Ledger trimmed = Json.read(steps.get(2).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    trimmed.requireClosed();
    assertThat(trimmed.total().edited).isPositive();
  }

  @Test
  void wrongSettingsAreRefusedWithTheirPlace() {
    assertThatThrownBy(() -> run(1, "corpus.clean: {rules: [repetitions]}"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("r.yaml:5:")
        .hasMessageContaining("unknown cleaning rule 'repetitions'; did you mean 'repetition'?");
    assertThatThrownBy(() -> run(1, "corpus.clean: {profile: finewb}"))
        .hasMessageContaining("did you mean 'fineweb'?");
    assertThatThrownBy(() -> run(1, "corpus.clean: {thresholds: {list_ratio: 1}}"))
        .hasMessageContaining("list_ratio, which is not among the rules of gopher");
    assertThatThrownBy(() -> run(1, "corpus.clean: {examples: 0}"))
        .hasMessageContaining("examples must be at least 1, was 0");
    assertThatThrownBy(() -> run(1, "corpus.mask: {kinds: []}"))
        .hasMessageContaining("name at least one of email, ipv4, ipv6");
  }
}
