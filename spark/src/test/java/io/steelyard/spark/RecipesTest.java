package io.steelyard.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes give equal digests and say the same on both engines. */
class RecipesTest {
  @TempDir Path folder;

  @BeforeAll
  static void requireJava() {
    SparkTests.requireJava();
  }

  private void same(String text) throws IOException {
    new TwoEngines(folder).same(text);
  }

  /** Texts in several files: copies, near copies, addresses, broken lines, one large domain. */
  static void writeCorpus(Path folder, int files, int documents) throws IOException {
    Files.createDirectories(folder);
    for (int f = 0; f < files; f++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < documents; i++) {
        long copied = Draws.below(Draws.mix(5, f, i), 4);
        long text = copied == 0 ? Draws.below(Draws.mix(6, f, i), 20) : f * 1_000L + i + 100;
        StringBuilder words = new StringBuilder();
        for (int w = 0; w < 60; w++) {
          boolean changed = copied == 0 && w == Draws.below(Draws.mix(7, f, i), 120);
          long word = Draws.below(Draws.mix(8, text, changed ? 1_000 + i : w), 400);
          words
              .append("w")
              .append(Long.toString(word * 7919 % 46656, 36))
              .append(w % 12 == 11 ? ". " : " ");
        }
        if (i % 17 == 0) {
          words.append("write to someone").append(i).append("@example-mail.org now.");
        }
        boolean large = Draws.below(Draws.mix(9, f, i), 10) > 0;
        lines
            .append("{\"text\": \"")
            .append(words)
            .append("\", \"domain\": \"")
            .append(large ? "web" : "d" + Draws.below(Draws.mix(10, f, i), 4))
            .append("\", \"score\": ")
            .append(i % 13)
            .append("}\n");
      }
      if (f == 1) {
        lines.append("{broken\n");
      }
      Files.writeString(folder.resolve("part" + f + ".jsonl"), lines);
    }
  }

  private static final String READ =
      "  - corpus.read: {path: data, domain-field: domain, shard-size: 24 KiB, max-reject: 5%}\n";

  @Test
  void cleaningDeduplicatingSplittingAndMixing() throws IOException {
    writeCorpus(folder.resolve("data"), 5, 60);
    Files.writeString(folder.resolve("bad.txt"), "w1c3\nw2ab\nsomeone17\n");
    Files.writeString(folder.resolve("eval.txt"), "one two three four five six seven eight nine\n");
    same(
        "name: r\nseed: 7\nsteps:\n"
            + READ
            + "  - corpus.language: {as-domain: false, languages: [en, de]}\n"
            + "  - corpus.deduplicate: {method: exact}\n"
            + "  - corpus.clean: {rules: [repetition, length, symbols], language: en}\n"
            + "  - corpus.bad-words: {lists: {en: bad.txt}, language: en, keep-fraction: 0.5}\n"
            + "  - corpus.decontaminate: {against: {e: eval.txt}}\n"
            + "  - corpus.deduplicate: {method: minhash, verify: true, bands: 20, rows: 4}\n"
            + "  - corpus.split: {validation: 5%, test: 3%}\n"
            + "  - corpus.weigh: {by: [domain, domain+part]}\n"
            + "  - corpus.write: {format: parquet}\n"
            + "  - mix.temperature: {tau: 3}\n"
            + "  - mix.cooldown: {tau-start: 5, tau-end: 1, budget: 20k bytes}\n");
  }

  @Test
  void editingKeepingDuplicatesAndWriting() throws IOException {
    writeCorpus(folder.resolve("data"), 3, 40);
    same(
        "name: r\nseed: 3\nsteps:\n"
            + READ
            + "  - corpus.mask: {}\n"
            + "  - corpus.trim-lines: {end-marks: false}\n"
            + "  - corpus.deduplicate: {method: both, keep: true}\n"
            + "  - corpus.split: {validation: 10%}\n"
            + "  - corpus.write: {format: csv, compression: gz}\n"
            + "  - mix.unimax: {}\n"
            + "  - vocab.bpe: {size: 400, compare-natural: false}\n"
            + "  - corpus.weigh: {by: [domain]}\n"
            + "  - vocab.tokens: {sequence-length: 64}\n");
  }

  @Test
  void oneClusterOfAllDocuments() throws IOException {
    // Every document has the same text: one cluster, one key in each band.
    Path data = Files.createDirectories(folder.resolve("data"));
    for (int f = 0; f < 4; f++) {
      Files.writeString(
          data.resolve("same" + f + ".jsonl"),
          "{\"text\": \"one two three four five six seven\", \"domain\": \"web\"}\n".repeat(600));
    }
    same(
        "name: r\nsteps:\n"
            + "  - corpus.read: {path: data, domain-field: domain, shard-size: 24 KiB}\n"
            + "  - corpus.deduplicate: {method: minhash}\n"
            + "  - corpus.split: {validation: 5%}\n");
  }

  @Test
  void aRecipeMayAskForTheEngine() {
    Recipe recipe =
        Recipe.parse(
            "engine: spark\nsteps:\n  - corpus.read: {path: data}\n",
            "r.yaml",
            "r",
            folder,
            StepRegistry.installed());
    assertThat(recipe.engine()).isEqualTo("spark");
  }
}
