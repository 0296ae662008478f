package io.steelyard.spark;

import io.steelyard.core.draws.Draws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Selection gives equal digests on both engines, and does its work where the engine works. */
class SelectRecipesTest {
  @TempDir Path folder;

  @BeforeAll
  static void requireJava() {
    SparkTests.requireJava();
  }

  @BeforeEach
  void write() throws IOException {
    RecipesTest.writeCorpus(folder.resolve("data"), 3, 60);
    StringBuilder target = new StringBuilder();
    for (int t = 0; t < 12; t++) {
      target.append("{\"text\": \"").append(words(77, t, 30)).append("\"}\n");
    }
    Files.writeString(folder.resolve("target.jsonl"), target);
  }

  private static String words(int kind, int text, int n) {
    StringBuilder out = new StringBuilder();
    for (int w = 0; w < n; w++) {
      long word = Draws.below(Draws.mix(kind, text, w), 60);
      out.append(w == 0 ? "" : " ").append('w').append(Long.toString(word * 7919 % 46656, 36));
    }
    return out.toString();
  }

  private void same(String steps) throws IOException {
    new TwoEngines(folder)
        .same(
            "name: r\nseed: 7\nsteps:\n"
                + "  - corpus.read: {path: data, domain-field: domain, shard-size: 16 KiB,"
                + " max-reject: 5%}\n"
                + steps);
  }

  @Test
  void byImportanceOfNgrams() throws IOException {
    same("  - select.dsir: {target: target.jsonl, share: 20%, min-words: 10}\n");
  }

  @Test
  void byCompressionAndOneAfterTheOther() throws IOException {
    same(
        "  - select.stratified: {share: 80%, shares: equal}\n"
            + "  - select.zip-fit: {target: target.jsonl, share: 50%, score: z-score, exclude:"
            + " overlaps}\n"
            + "  - select.zip-fit: {target: target.jsonl, share: 50%, codec: zstd}\n"
            + "  - vocab.bpe: {size: 300, compare-natural: false}\n"
            + "  - select.random: {budget: 900 tokens}\n");
  }

  @Test
  void byAllMethodsBesideEachOther() throws IOException {
    same("  - select.compare: {target: target.jsonl, share: 20%, min-words: 10}\n");
  }

  @Test
  void byToxicity() throws IOException {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      labels
          .append("{\"text\": \"")
          .append(words(i % 2 == 0 ? 3 : 4, i, 40))
          .append("\", \"language\": \"web\", \"scores\": [0, 0, 0, 0, ")
          .append(i % 2 == 0 ? 3 : 0)
          .append("]}\n");
    }
    Files.writeString(folder.resolve("labels.jsonl"), labels);
    same("  - select.celadon: {labels: labels.jsonl, training: {epochs: 2}}\n");
  }

  @Test
  void theMainTextOfPages() throws IOException {
    StringBuilder pages = new StringBuilder();
    for (int i = 0; i < 80; i++) {
      pages
          .append("{\"text\": \"<html><body><nav>Home</nav><p>")
          .append(words(5, i, 60))
          .append(".</p></body></html>\", \"content_type\": \"text/html\"}\n");
    }
    Files.createDirectories(folder.resolve("pages"));
    Files.writeString(folder.resolve("pages/pages.jsonl"), pages);
    new TwoEngines(folder)
        .same(
            "name: r\nsteps:\n"
                + "  - corpus.read: {path: pages, metadata: [content_type], shard-size: 16 KiB}\n"
                + "  - corpus.extract: {}\n");
  }

  @Test
  void pairsOfSentences() throws IOException {
    StringBuilder corpus = new StringBuilder();
    StringBuilder seeds = new StringBuilder();
    for (int s = 0; s < 150; s++) {
      String one = words(6, s, 8);
      String two = one.replace('w', 'v');
      seeds.append(words(7, s, 8)).append('\t').append(words(7, s, 8).replace('w', 'v'));
      seeds.append('\n');
      corpus.append("{\"domain\": \"en\", \"text\": \"").append(one).append(".\"}\n");
      corpus.append("{\"domain\": \"de\", \"text\": \"").append(two).append(".\"}\n");
    }
    Files.writeString(folder.resolve("seeds.tsv"), seeds);
    Files.createDirectories(folder.resolve("pairs"));
    Files.writeString(folder.resolve("pairs/pairs.jsonl"), corpus);
    new TwoEngines(folder)
        .same(
            "name: r\nsteps:\n"
                + "  - corpus.read: {path: pairs, domain-field: domain, shard-size: 16 KiB}\n"
                + "  - select.samanantar: {source: en, targets: [de], seeds: {de:"
                + " seeds.tsv}}\n");
  }
}
