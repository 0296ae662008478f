package io.steelyard.select.samanantar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.model.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two made-up languages: every word of the first has one word in the second and the third. */
class SamanantarStepTest {
  private static final int WORDS = 250;
  private static final int PAIRS = 120;
  private static final int OTHERS = 60;

  @TempDir static Path base;

  private static String word(int language, int w) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      long bits = Draws.mix(language, w, i);
      out.append("bdfgklmnprst".charAt((int) Draws.below(bits, 12)));
      out.append("aeiou".charAt((int) Draws.below(Draws.sm(bits), 5)));
    }
    return out.toString();
  }

  /** Sentence s of a kind, in one language. */
  private static String sentence(int language, int kind, int s) {
    List<String> words = new ArrayList<>();
    int n = 6 + (int) Draws.below(Draws.mix(kind, s, 99), 6);
    for (int i = 0; i < n; i++) {
      words.add(word(language, (int) Draws.below(Draws.mix(kind, s, i), WORDS)));
    }
    return String.join(" ", words) + ".";
  }

  @BeforeAll
  static void write() throws IOException {
    StringBuilder corpus = new StringBuilder();
    for (int language = 0; language < 3; language++) {
      String name = List.of("en", "de", "fr").get(language);
      for (int s = 0; s < PAIRS; s++) {
        line(corpus, name, sentence(language, 1, (s * 37) % PAIRS));
      }
      for (int s = 0; s < OTHERS; s++) {
        line(corpus, name, sentence(language, 10 + language, s));
      }
      line(corpus, name, "Too short.");
      line(corpus, name, sentence(language, 1, 0)); // a copy
    }
    Files.writeString(base.resolve("corpus.jsonl"), corpus);
    for (int language = 1; language < 3; language++) {
      StringBuilder seeds = new StringBuilder();
      for (int s = 0; s < 250; s++) {
        seeds.append(sentence(0, 2, s)).append('\t').append(sentence(language, 2, s)).append('\n');
      }
      Files.writeString(base.resolve("seeds." + language + ".tsv"), seeds);
    }
    Files.writeString(
        base.resolve("eval.txt"), sentence(0, 1, 5).toUpperCase(java.util.Locale.ROOT));
  }

  private static void line(StringBuilder out, String domain, String text) {
    out.append("{\"domain\": \"").append(domain).append("\", \"text\": \"").append(text);
    out.append("\"}\n");
  }

  private static StepOutput run(String settings, int threads, String out) {
    return steps("  - select.samanantar: " + settings + "\n", threads, out).get(1);
  }

  private static List<StepOutput> steps(String steps, int threads, String out) {
    return RecipeRunner.run(
        Recipe.parse(
            "name: r\nseed: 7\nsteps:\n"
                + "  - corpus.read: {path: corpus.jsonl, domain-field: domain}\n"
                + steps,
            "r.yaml",
            "r",
            base,
            StepRegistry.installed()),
        base.resolve(out),
        threads,
        RecipeRunner.Listener.SILENT);
  }

  private static final String BOTH =
      "{source: en, targets: [de, fr], seeds: {de: seeds.1.tsv, fr: seeds.2.tsv}, pivot: best,"
          + " against: {en: eval.txt}, sheet: 5, numbers: flag}";

  @Test
  void findsTheTranslationsAndTheSameForAnyNumberOfThreads() throws IOException {
    StepOutput one = run(BOTH, 1, "one");
    List<PairTable.Row> rows = PairTable.read(one.folder().resolve("pairs-en-de.parquet"));
    long right =
        rows.stream().filter(row -> translated(row.source(), 1).equals(row.target())).count();
    assertThat(right).isGreaterThan(PAIRS * 9 / 10);
    assertThat((double) right / rows.size()).isGreaterThan(0.9);
    assertThat(rows).isSortedAccordingTo((a, b) -> Double.compare(b.margin(), a.margin()));
    assertThat(rows).noneMatch(row -> row.source().equals(sentence(0, 1, 5)));
    assertThat(rows)
        .filteredOn(row -> row.source().equals(sentence(0, 1, 0)))
        .allMatch(row -> row.sourceCopies() == 2 && row.sourceId().startsWith("corpus.jsonl#"));
    List<PairTable.Row> pivots = PairTable.read(one.folder().resolve("pairs-de-fr.parquet"));
    assertThat(pivots).hasSizeGreaterThan(PAIRS / 2);
    assertThat(pivots).allMatch(row -> row.direction().equals("pivot"));
    assertThat(Files.readAllLines(one.folder().resolve("ratings-en-de.tsv")))
        .hasSizeBetween(11, 16);
    ratingsAreHeldAgainstScores(one);
    Summary summary = Summary.read(one.folder().resolve("summary.json"));
    assertThat(summary.items()).anyMatch(i -> i instanceof Summary.Balance);
    assertThat(summary.items().toString())
        .contains("benchmark 1")
        .contains("duplicate 1")
        .contains("the seeds")
        .contains("precision of known pairs");
    StepOutput four = run(BOTH, 4, "four");
    assertThat(four.manifest().digest()).isEqualTo(one.manifest().digest());
  }

  private static void ratingsAreHeldAgainstScores(StepOutput mined) throws IOException {
    List<String> filled = new ArrayList<>();
    for (String line : Files.readAllLines(mined.folder().resolve("ratings-en-de.tsv"))) {
      String[] cells = line.split("\t", -1);
      boolean right = cells.length == 4 && translated(cells[1], 1).equals(cells[2]);
      filled.add(filled.isEmpty() ? line : line + (right ? "5" : "1"));
    }
    Files.write(base.resolve("filled.tsv"), filled);
    StepOutput rated = rate("filled.tsv");
    assertThat(Summary.read(rated.folder().resolve("summary.json")).items().toString())
        .contains("well above")
        .contains("en-de: rank correlation");
    Files.writeString(base.resolve("wrong.tsv"), "number\n1\ta\tb\t7\n");
    assertThatThrownBy(() -> rate("wrong.tsv"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("wrong.tsv:2: expected number, source, target and a rating");
  }

  /** Behind the same mining, which is there already. */
  private static StepOutput rate(String sheet) {
    return steps(
            "  - select.samanantar: "
                + BOTH
                + "\n  - select.samanantar-ratings: {sheets: {en-de: "
                + sheet
                + "}}\n",
            1,
            "one")
        .get(2);
  }

  private static String translated(String sentence, int language) {
    for (int s = 0; s < PAIRS; s++) {
      if (sentence(0, 1, s).equals(sentence)) {
        return sentence(language, 1, s);
      }
    }
    return "";
  }

  @Test
  void theGraphGivesWhatExactSearchGives() throws IOException {
    String settings = "{source: en, targets: [de], seeds: {de: seeds.1.tsv}, index: INDEX}";
    List<PairTable.Row> exact = pairs(settings.replace("INDEX", "exact"));
    List<PairTable.Row> graph = pairs(settings.replace("INDEX", "graph"));
    assertThat(graph).hasSameSizeAs(exact).containsAll(exact.subList(0, exact.size() / 2));
  }

  private static List<PairTable.Row> pairs(String settings) throws IOException {
    return PairTable.read(run(settings, 2, "i").folder().resolve("pairs-en-de.parquet"));
  }

  @Test
  void aTextWithoutKnownPiecesHasNoVector() {
    List<String> sources = new ArrayList<>();
    List<String> targets = new ArrayList<>();
    for (int s = 0; s < 120; s++) {
      sources.add(sentence(0, 2, s));
      targets.add(sentence(1, 2, s));
    }
    try (Encoder encoder = SeedPairEncoder.train(sources, targets, 1, 2).source(1)) {
      float[][] vectors = encoder.encode(List.of("...", sources.get(3)));
      assertThat(vectors[0]).containsOnly(0f);
      double squares = 0;
      for (float v : vectors[1]) {
        squares += v * v;
      }
      assertThat(squares).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
    }
    assertThatThrownBy(() -> SeedPairEncoder.train(sources.subList(0, 9), targets, 1, 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("cannot be trained on 9 pairs; at least 100");
  }

  @Test
  void saysWhatIsWrongBeforeAnyWork() {
    refuses("{source: en, targets: []}", "targets must name at least one language");
    refuses("{source: en, targets: [de]}", "seeds must name a file for each target");
    refuses(
        "{source: en, targets: [de], encoder: x, neighbours: 1}", "neighbours must be at least 2");
    refuses("{source: en, targets: [de], encoder: nowhere}", "no encoder at ");
    refuses("{source: en, targets: [de], seeds: {de: none.tsv}}", "seeds/de: cannot read the file");
    refuses("{source: en, targets: [de], seeds: {fr: x}}", "seeds: 'fr' is none of the targets");
    refuses(
        "{source: hi, targets: [de], seeds: {de: seeds.1.tsv}}",
        "the corpus has no documents of the domain 'hi'; its domains are de, en, fr");
    refuses(
        "{source: en, targets: [de], seeds: {de: seeds.1.tsv}, prepare: {min-words: 70}}",
        "no sentence of 'en' is left to look at");
    refuses(
        "{source: en, targets: [de], seeds: {de: corpus.jsonl}}",
        "pair 1: expected a sentence, a tab and its translation");
  }

  private static void refuses(String settings, String message) {
    assertThatThrownBy(() -> run(settings, 1, "refused"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTinySideIsMinedByCosineAlone() throws IOException {
    Files.writeString(
        base.resolve("tiny.jsonl"),
        "{\"domain\": \"en\", \"text\": \""
            + sentence(0, 1, 1)
            + "\"}\n"
            + "{\"domain\": \"de\", \"text\": \""
            + sentence(1, 1, 1)
            + "\"}\n");
    List<StepOutput> done =
        RecipeRunner.run(
            Recipe.parse(
                "name: r\nsteps:\n  - corpus.read: {path: tiny.jsonl, domain-field: domain}\n"
                    + "  - select.samanantar: {source: en, targets: [de], seeds: {de: few.tsv},"
                    + " encoder: seed-pairs}\n",
                "r.yaml",
                "r",
                fewSeeds(),
                StepRegistry.installed()),
            base.resolve("tiny"),
            1,
            RecipeRunner.Listener.SILENT);
    Summary summary = Summary.read(done.get(1).folder().resolve("summary.json"));
    assertThat(summary.items().toString())
        .contains("en and de: a side has fewer than 4 sentences for each neighbour");
  }

  /** Enough to train on; all but one of those for the threshold are the same pair. */
  private static Path fewSeeds() throws IOException {
    StringBuilder seeds = new StringBuilder();
    for (int s = 0; s < 150; s++) {
      int chosen = s % 5 == 0 ? 0 : s;
      seeds.append(sentence(0, 2, chosen)).append('\t').append(sentence(1, 2, chosen));
      seeds.append('\n');
    }
    Files.writeString(base.resolve("few.tsv"), seeds);
    return base;
  }
}
