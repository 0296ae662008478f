package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.StepOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicateStepTest {
  @TempDir Path out;

  private List<StepOutput> run(int threads, String... steps) {
    return RecipeRunner.run(recipe(steps), out, threads, RecipeRunner.Listener.SILENT);
  }

  private static Recipe recipe(String... steps) {
    return Recipe.parse(
        "name: r\nseed: 7\nsteps:\n  - toy.plant\n  - " + String.join("\n  - ", steps) + "\n",
        "r.yaml",
        "r",
        Path.of("."),
        TextSteps.REGISTRY);
  }

  private CorpusView view() {
    return Runs.open(out.resolve("r")).view();
  }

  private List<CorpusView.Scored> left(String... scores) throws IOException {
    List<CorpusView.Scored> all = new ArrayList<>();
    CorpusView view = view();
    for (int shard = 0; shard < view.shards(); shard++) {
      try (CloseableIterator<CorpusView.Scored> read = view.read(shard, List.of(scores))) {
        read.forEachRemaining(all::add);
      }
    }
    return all;
  }

  @Test
  void dropsExactAndNearCopiesAndKeepsTheirClusterSizes() throws IOException {
    run(2, "corpus.deduplicate: {verify: true}");
    List<CorpusView.Scored> left = left("duplicate_of", "cluster_size", "cluster_text");
    long sum = 0;
    for (CorpusView.Scored scored : left) {
      Document document = scored.document();
      assertThat(scored.scores()[0]).isEqualTo(document.id().toString());
      assertThat(scored.scores()[2])
          .isEqualTo(ExactDuplicates.identity(document.text()).toString());
      sum += ((Number) scored.scores()[1]).longValue();
    }
    assertThat(sum).isEqualTo(290);
    assertThat(left).hasSizeBetween(210, 220);
    String summary = Files.readString(out.resolve(last()).resolve("summary.json"));
    assertThat(summary)
        .contains("duplicate-pairs", "cluster-sizes", "duplicates-by-domain", "verification")
        .contains("exact_duplicate", "near_duplicate", "similar to planted#");
  }

  private Path last() {
    List<StepOutput> steps = Runs.open(out.resolve("r")).steps();
    return steps.get(steps.size() - 1).folder();
  }

  @Test
  void exactThenMinhashEqualsBothAtOnce() throws IOException {
    run(2, "corpus.deduplicate: {method: exact}", "corpus.deduplicate: {method: minhash}");
    List<String> twice = left().stream().map(s -> s.document().id().toString()).toList();
    run(1, "corpus.deduplicate");
    assertThat(left().stream().map(s -> s.document().id().toString()).toList()).isEqualTo(twice);
  }

  @Test
  void digestsDoNotDependOnThreadsAndAKilledStepGoesOn(@TempDir Path other) throws IOException {
    String[] steps = {"corpus.deduplicate: {verify: true}", "corpus.split: {test: 2%}"};
    List<StepOutput> one = run(1, steps);
    List<StepOutput> four = RecipeRunner.run(recipe(steps), other, 4, RecipeRunner.Listener.SILENT);
    assertThat(digests(four)).isEqualTo(digests(one));
    Path folder = one.get(1).folder();
    Files.delete(folder.resolve(Manifest.FILE));
    Files.delete(folder.resolve("part-00002.parquet.stamp.json"));
    String before = Files.readString(folder.resolve("summary.json"));
    assertThat(digests(run(2, steps))).isEqualTo(digests(one));
    assertThat(Files.readString(folder.resolve("summary.json"))).isEqualTo(before);
  }

  private static List<String> digests(List<StepOutput> steps) {
    return steps.stream().map(s -> s.manifest().digest()).toList();
  }

  @Test
  void aSplitNeverCutsAClusterThatWasOnlyMarked() throws IOException {
    run(2, "corpus.deduplicate: {keep: true}", "corpus.split: {validation: 20%, test: 20%}");
    List<CorpusView.Scored> all = left("duplicate_of", "cluster_size");
    assertThat(all).hasSize(290);
    Map<Object, Part> parts = new HashMap<>();
    int shared = 0;
    for (CorpusView.Scored scored : all) {
      Part part = scored.document().part();
      assertThat(parts.putIfAbsent(scored.scores()[0], part)).isIn(null, part);
      shared += ((Number) scored.scores()[1]).longValue() > 1 ? 1 : 0;
    }
    assertThat(shared).isGreaterThan(100);
    assertThat(parts.values()).contains(Part.TRAIN, Part.VALIDATION, Part.TEST);
  }

  @Test
  void aSplitThatCannotSeeTheMarkedClustersIsRefused() {
    String marked = "corpus.deduplicate: {keep: true}";
    assertThatThrownBy(() -> run(2, marked, "corpus.mask", "corpus.split"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("put corpus.split before corpus.mask");
    assertThatThrownBy(() -> run(2, marked, "corpus.deduplicate: {method: exact}", "corpus.split"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("look for exact duplicates first");
  }

  @Test
  void aSplitWithoutNearDuplicatesRemovedWarns() throws IOException {
    String warning = "no near-duplicates were looked for";
    Path bare = run(2, "corpus.deduplicate: {method: exact}", "corpus.split").get(2).folder();
    assertThat(Files.readString(bare.resolve("summary.json"))).contains(warning);
    Path clean = run(2, "corpus.deduplicate", "corpus.mask", "corpus.split").get(3).folder();
    assertThat(Files.readString(clean.resolve("summary.json"))).doesNotContain(warning);
  }

  @Test
  void theSplitIsExactInEveryDomain() throws IOException {
    run(2, "corpus.deduplicate", "corpus.split: {validation: 10%, test: 5%}");
    var inventory = view().inventory();
    for (String domain : inventory.domains()) {
      long n = inventory.documents().get(domain);
      assertThat(inventory.documents(Part.VALIDATION).get(domain)).isEqualTo(Math.round(n * .1));
      assertThat(inventory.documents(Part.TEST).get(domain)).isEqualTo((long) (n * .05 + .5));
    }
    assertThat(inventory.domains()).containsExactly("common", "rare");
  }

  @Test
  void decontaminationDropsWhatAnEvaluationContainsAndListsTheHits() throws IOException {
    String first = new PlantedCopies(1, 200, 40, 40, 10).texts.get(3);
    Path eval =
        Files.writeString(
            out.resolve("eval.jsonl"), "{\"q\": \"Say: " + first + "\"}\n{\"q\": \"short one\"}\n");
    run(2, "corpus.decontaminate: {against: {quiz: '" + eval + "'}, field: q, keep: true}");
    List<CorpusView.Scored> marked =
        left("evaluation_hits", "evaluation_words").stream()
            .filter(s -> s.scores()[0] != null)
            .toList();
    assertThat(marked).isNotEmpty();
    assertThat(marked.get(0).document().id().record()).isEqualTo(3);
    assertThat((String) marked.get(0).scores()[0])
        .contains("\"evaluation\":\"quiz\"", "\"start\":0,");
    run(2, "corpus.decontaminate: {against: {quiz: '" + eval + "'}, field: q}");
    assertThat(left()).hasSize(290 - marked.size());
    assertThat(Files.readString(last().resolve("summary.json")))
        .contains("1 texts of 'quiz' have fewer than 8 words");
  }

  @Test
  void refusesBadSettingsWithThePlace() {
    assertThatThrownBy(() -> recipe("corpus.deduplicate: {bands: 0}"))
        .hasMessageContaining("r.yaml:5")
        .hasMessageContaining("bands x rows must be from 1 to 65,536 hash functions, was 0 x 8");
    assertThatThrownBy(() -> recipe("corpus.deduplicate: {threshold: 1.5}"))
        .hasMessageContaining("threshold must be above 0 and at most 1, was 1.5");
    assertThatThrownBy(() -> recipe("corpus.deduplicate: {shingle: 0}"))
        .hasMessageContaining("shingle must be from 1 to 100 words");
    assertThatThrownBy(() -> recipe("corpus.deduplicate: {method: fuzzy}"))
        .hasMessageContaining("minhash");
    assertThatThrownBy(() -> recipe("corpus.split: {validation: 60%, test: 40%}"))
        .hasMessageContaining("less than 100% together");
    assertThatThrownBy(() -> recipe("corpus.decontaminate: {against: {}}"))
        .hasMessageContaining("against must name at least one file");
    assertThatThrownBy(() -> recipe("corpus.decontaminate: {against: {a: b.txt}, words: 5}"))
        .hasMessageContaining("words must be from 8 to 13, was 5");
  }

  @Test
  void refusesEvaluationFilesThatCannotBeUsed() throws IOException {
    assertThatThrownBy(() -> run(1, "corpus.decontaminate: {against: {quiz: nowhere.txt}}"))
        .hasMessageContaining("corpus.decontaminate.against.quiz: cannot read the file");
    Path broken = Files.writeString(out.resolve("broken.jsonl"), "{\"text\": \"a\"}\n{nothing\n");
    assertThatThrownBy(() -> run(1, "corpus.decontaminate: {against: {quiz: '" + broken + "'}}"))
        .hasMessageContaining("broken.jsonl:2: not a JSON object");
    Path other = Files.writeString(out.resolve("other.jsonl"), "{\"question\": \"a\"}\n");
    assertThatThrownBy(() -> run(1, "corpus.decontaminate: {against: {quiz: '" + other + "'}}"))
        .hasMessageContaining("other.jsonl:1: expected a string in the field 'text'");
    Path latin = Files.write(out.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, 'b', '\n'});
    assertThatThrownBy(() -> run(1, "corpus.decontaminate: {against: {quiz: '" + latin + "'}}"))
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> run(1, "corpus.deduplicate: {quality: nicety}"))
        .hasMessageContaining("no step before this one has the score 'nicety'");
  }
}
