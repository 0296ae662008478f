package io.steelyard.select.celadon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CeladonStepTest {
  @TempDir static Path base;
  private static final int TEXTS = 300;

  @BeforeAll
  static void write() throws IOException {
    StringBuilder labelled = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      int[] grades = MarkerTexts.grades(i);
      line(labelled, i % 2 == 0 ? "en" : "de", MarkerTexts.text(grades, i), grades, 1900);
    }
    labelled.append("{\"text\": \"x\", \"language\": \"en\", \"domain\": \"en\"}\n");
    Files.writeString(base.resolve("labels.jsonl"), labelled);
    StringBuilder corpus = new StringBuilder();
    for (int i = 0; i < TEXTS; i++) {
      int[] grades = MarkerTexts.grades(10_000 + i);
      String text = MarkerTexts.text(grades, 10_000 + i);
      line(corpus, List.of("en", "de", "fr").get(i % 3), text, grades, 1850 + i % 50);
    }
    line(corpus, "en", "...", new int[5], 1850); // nothing to read
    Files.writeString(base.resolve("corpus.jsonl"), corpus);
  }

  private static void line(StringBuilder out, String language, String text, int[] grades, int year)
      throws IOException {
    out.append(
            Json.MAPPER.writeValueAsString(
                Map.of(
                    "text",
                    text,
                    "language",
                    language,
                    "domain",
                    language,
                    "scores",
                    grades,
                    "year",
                    year,
                    "paper",
                    year % 2 == 0 ? "Gazette" : "Herald")))
        .append('\n');
  }

  private static List<StepOutput> run(String steps, int threads, String out) {
    return RecipeRunner.run(
        Recipe.parse(
            "name: r\nseed: 7\nsteps:\n" + steps, "r.yaml", "r", base, StepRegistry.installed()),
        base.resolve(out),
        threads,
        RecipeRunner.Listener.SILENT);
  }

  private static StepOutput graded(String settings, int threads, String out) {
    return run(
            "  - corpus.read: {path: corpus.jsonl, domain-field: domain}\n  - select.celadon: "
                + settings
                + "\n",
            threads,
            out)
        .get(1);
  }

  private static List<Verdicts.Row> rows(StepOutput step) throws IOException {
    List<Verdicts.Row> rows = new ArrayList<>();
    Verdicts verdicts = Verdicts.open(step.folder());
    List<String> columns = CeladonStep.COLUMNS.stream().map(c -> c.name()).toList();
    for (var part : step.manifest().parts()) {
      try (CloseableIterator<Verdicts.Row> all =
          verdicts.read(part.name().replace(Verdicts.SUFFIX, ""), columns)) {
        all.forEachRemaining(rows::add);
      }
    }
    return rows;
  }

  @Test
  void labelsAloneGradeACorpusAndTheSameForAnyNumberOfThreads() throws IOException {
    StepOutput one =
        graded("{labels: labels.jsonl, source-field: paper, year-field: year}", 1, "one");
    List<Verdicts.Row> rows = rows(one);
    assertThat(rows).hasSize(TEXTS + 1);
    int exact = 0;
    int looked = 0;
    for (int i = 0; i < TEXTS; i++) {
      Verdicts.Row row = rows.get(i);
      if (i % 3 == 2) {
        assertThat(row.scores()[6]).isEqualTo("unknown");
        assertThat(row.scores()[0]).isNull();
        assertThat(row.kept()).isTrue();
        continue;
      }
      int[] truth = MarkerTexts.grades(10_000 + i);
      for (int axis = 0; axis < 5; axis++) {
        exact += ((Number) row.scores()[axis]).intValue() == truth[axis] ? 1 : 0;
        looked++;
      }
      String bucket = (String) row.scores()[6];
      assertThat(row.reason()).isEqualTo(bucket.equals("none") ? null : "toxicity_" + bucket);
    }
    assertThat((double) exact / looked).isGreaterThan(.9);
    Verdicts.Row empty = rows.get(TEXTS);
    assertThat(empty.scores()[6]).isEqualTo("none");
    assertThat(((Number) empty.scores()[8]).longValue()).isZero();
    Summary summary = Summary.read(one.folder().resolve("summary.json"));
    assertThat(summary.items().toString())
        .contains("100 documents are in languages for which the annotator was not made")
        .contains("1 texts had no grades that can be read")
        .contains("loss-curves")
        .contains("de: toxicity");
    Summary.Table buckets = table(summary, "buckets");
    long total = buckets.rows().stream().mapToLong(r -> ((Number) r.get(2)).longValue()).sum();
    assertThat(total).isEqualTo(TEXTS + 1);
    StepOutput four =
        graded("{labels: labels.jsonl, source-field: paper, year-field: year}", 4, "four");
    assertThat(four.manifest().digest()).isEqualTo(one.manifest().digest());
  }

  private static Summary.Table table(Summary summary, String id) {
    return summary.items().stream()
        .filter(i -> i instanceof Summary.Table t && t.id().equals(id))
        .map(i -> (Summary.Table) i)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLowerThresholdNeverRemovesLess() {
    StepOutput step = graded("{labels: labels.jsonl, drop: []}", 2, "loss");
    Summary.Table losses = table(Summary.read(step.folder().resolve("summary.json")), "losses");
    double[] before = {2, 2, 2};
    for (List<Object> row : losses.rows()) {
      if (!row.get(0).equals("en")) {
        continue;
      }
      for (int i = 0; i < 3; i++) {
        double share = ((Number) row.get(2 + i)).doubleValue();
        assertThat(share).isBetween(0.0, before[i]);
        before[i] = share;
      }
    }
    assertThat(losses.rows()).anyMatch(r -> ((Number) r.get(4)).doubleValue() > .99);
    assertThat(rowsKept(step)).isTrue();
  }

  private static boolean rowsKept(StepOutput step) {
    try {
      return rows(step).stream().allMatch(Verdicts.Row::kept);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void trainedHeadsAreAModelThatGradesAlike() throws IOException {
    List<StepOutput> done =
        run(
            "  - corpus.read: {path: labels.jsonl, domain-field: domain, as: graded}\n"
                + "  - select.celadon-train: {}\n"
                + "  - corpus.read: {path: corpus.jsonl, domain-field: domain}\n"
                + "  - select.celadon: {}\n",
            2,
            "train");
    Path model = done.get(1).folder();
    assertThat(model.resolve("celadon.json")).content().contains("\"de\", \"en\"");
    List<Verdicts.Row> rows = rows(done.get(3));
    List<Verdicts.Row> fromFile = rows(graded("{labels: labels.jsonl}", 1, "again"));
    List<Verdicts.Row> fromFolder =
        rows(graded("{heads: '" + model.toAbsolutePath() + "'}", 1, "folder"));
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).scores()).isEqualTo(fromFile.get(i).scores());
      assertThat(rows.get(i).scores()).isEqualTo(fromFolder.get(i).scores());
    }
  }

  @Test
  void expectedGradesAreOnAContinuousScale() throws IOException {
    List<Verdicts.Row> rows = rows(graded("{labels: labels.jsonl, expected: true}", 1, "exp"));
    assertThat(rows).anyMatch(r -> r.scores()[5] instanceof Number n && n.doubleValue() % 1 != 0);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    refuses("{}", "nothing here grades texts: give classifier, heads or labels");
    refuses("{labels: none.jsonl}", "labels: cannot read the file");
    refuses("{heads: none}", "heads must be a folder that select.celadon-train made");
    refuses("{classifier: none}", "no encoder at ");
    refuses("{labels: labels.jsonl, heads: x}", "classifier, heads and labels exclude each other");
    refuses("{labels: labels.jsonl, drop: [none]}", "drop may name mild, toxic and unknown");
    refuses("{labels: few.jsonl}", "1 labelled texts are too few");
    refuses("{labels: broken.jsonl}", "broken.jsonl:2: expected the fields text and language");
  }

  private static void refuses(String settings, String message) throws IOException {
    Files.writeString(
        base.resolve("few.jsonl"),
        "{\"text\": \"a\", \"language\": \"en\", \"scores\": [0, 0, 0, 0, 0]}\n");
    Files.writeString(
        base.resolve("broken.jsonl"),
        "{\"text\": \"a\", \"language\": \"en\", \"scores\": [0, 0, 0, 0, 0]}\n{\"text\": 1}\n");
    assertThatThrownBy(() -> graded(settings, 1, "refused"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void gradesSurviveBadReadingOfPages() {
    LabelledTexts labelled = new LabelledTexts();
    for (int i = 0; i < 1500; i++) {
      int[] grades = MarkerTexts.grades(i);
      String text = MarkerTexts.noisy(MarkerTexts.text(grades, i), .1, i);
      labelled.add(text, "en", java.util.Arrays.stream(grades).boxed().toList(), null);
    }
    HeadSettings settings =
        io.steelyard.core.step.SettingsReader.read(
            HeadSettings.class,
            io.steelyard.core.step.InlineValue.parse(
                "{weights: inverse-frequency}", new io.steelyard.core.step.Position("t", 1, 1)),
            "heads");
    TrainedHeads heads = settings.train(labelled, base, 7, 1).heads();
    List<String> clean = new ArrayList<>();
    List<String> noisy = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String text = MarkerTexts.text(MarkerTexts.grades(20_000 + i), i);
      clean.add(text);
      noisy.add(MarkerTexts.noisy(text, .1, 50_000 + i));
    }
    try (Annotator annotator = heads.open(base, 1)) {
      List<Annotation> a = annotator.annotate(clean);
      List<Annotation> b = annotator.annotate(noisy);
      double right = 0;
      for (int i = 0; i < clean.size(); i++) {
        for (Axis axis : Axis.values()) {
          right += Math.abs(a.get(i).grade(axis) - b.get(i).grade(axis)) <= 1 ? 1 : 0;
        }
      }
      assertThat(right / (clean.size() * 5)).isGreaterThan(.93);
    }
  }
}
