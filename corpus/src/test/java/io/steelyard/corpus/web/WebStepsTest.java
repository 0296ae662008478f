package io.steelyard.corpus.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.corpus.CorpusSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebStepsTest {
  @TempDir Path folder;

  private static final String PARAGRAPH =
      "<p>A steelyard is a balance with unequal arms: a small counterweight, well placed, balances"
          + " a heavy load, and the long arm shows how heavy it is.</p>";

  @BeforeEach
  void write() throws IOException {
    byte[] archive =
        new WebArchives()
            .record("warcinfo", null, "application/warc-fields", new byte[0])
            .answer("https://scales.org/a", "<title>Arms</title><nav>x</nav>" + PARAGRAPH)
            .answer("https://www.bad.example/b", PARAGRAPH)
            .answer("https://scales.org/casino", PARAGRAPH)
            .answer("https://scales.org/links", "<nav><a href=x>Home</a></nav>")
            .answer("https://scales.org/t", 200, "text/plain", "<p>as it is".getBytes())
            .bytes();
    Files.write(folder.resolve("crawl.warc"), archive);
    Files.writeString(folder.resolve("sites.txt"), "# sites\nbad.example\n\n");
  }

  private List<StepOutput> run(String... steps) {
    String recipe =
        "name: r\nseed: 7\nsteps:\n  - corpus.read: {path: crawl.warc}\n  - "
            + String.join("\n  - ", steps)
            + "\n";
    return RecipeRunner.run(
        Recipe.parse(recipe, "r.yaml", "r", folder, new StepRegistry(new CorpusSteps().steps())),
        folder.resolve("out"),
        2,
        RecipeRunner.Listener.SILENT);
  }

  private static List<Document> documents(StepOutput step) throws IOException {
    Corpus corpus = Corpus.open(step.folder());
    List<Document> documents = new ArrayList<>();
    for (int shard = 0; shard < corpus.shards(); shard++) {
      corpus.read(shard).forEachRemaining(documents::add);
    }
    return documents;
  }

  @Test
  void readsFiltersAndExtracts() throws IOException {
    List<StepOutput> steps =
        run(
            "corpus.filter-urls: {domain-files: sites.txt, words: casino}",
            "corpus.extract: {}",
            "corpus.clean: {rules: [length]}");
    Ledger ledger = Json.read(steps.get(1).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    assertThat(ledger.total().dropped.keySet()).containsExactly("url_domain", "url_word");
    List<Document> documents = documents(steps.get(2));
    assertThat(documents).hasSize(3);
    Document page = documents.get(0);
    assertThat(page.text()).startsWith("A steelyard is").endsWith("heavy it is.");
    assertThat(page.metadata()).containsEntry("title", "Arms").containsEntry("host", "scales.org");
    assertThat(documents.get(1).text()).isEmpty();
    assertThat(documents.get(2).text()).isEqualTo("<p>as it is");
    assertThat(Summary.read(steps.get(2).folder().resolve(RecipeRunner.SUMMARY)).items())
        .anyMatch(
            i ->
                i instanceof Summary.Warning w && w.text().startsWith("1 pages have no main text"));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> run("corpus.filter-urls: {}"))
        .hasMessageContaining("domains: nothing to filter by");
    assertThatThrownBy(() -> run("corpus.filter-urls: {word-files: none.txt}"))
        .hasMessageContaining("corpus.filter-urls.word-files: cannot read the file")
        .hasMessageContaining("give a file of one entry per line");
  }

  @Test
  void dropsWhatHasNoAddressWhereAsked() throws IOException {
    List<StepOutput> steps = run("corpus.filter-urls: {required: true, field: nowhere}");
    Ledger ledger = Json.read(steps.get(1).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    assertThat(ledger.total().dropped.get("url_missing").documents).isEqualTo(5);
  }
}
