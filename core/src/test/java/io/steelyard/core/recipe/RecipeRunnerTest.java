package io.steelyard.core.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.StepOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeRunnerTest {
  private static final String RECIPE =
      """
      name: toy
      seed: 7
      steps:
        - toy.make: {documents: 35}
        - toy.drop: {every: 5}
        - toy.rename
        - toy.edit: {letters: 8}
      """;

  @TempDir Path out;

  private static Recipe recipe(String text) {
    return Recipe.parse(text, "toy.yaml", "toy", Path.of("."), ToySteps.REGISTRY);
  }

  private List<StepOutput> run(String text, int threads) {
    return RecipeRunner.run(recipe(text), out, threads, RecipeRunner.Listener.SILENT);
  }

  private static List<String> digests(List<StepOutput> steps) {
    return steps.stream().map(s -> s.manifest().digest()).toList();
  }

  @Test
  void equalDigestsForAnyNumberOfThreads(@TempDir Path other) {
    List<StepOutput> one = run(RECIPE, 1);
    List<StepOutput> four =
        RecipeRunner.run(recipe(RECIPE), other, 4, RecipeRunner.Listener.SILENT);
    assertThat(digests(four)).isEqualTo(digests(one));
  }

  @Test
  void aSecondRunReusesEverything() {
    List<StepOutput> first = run(RECIPE, 2);
    List<StepOutput> second = run(RECIPE, 1);
    assertThat(second).allMatch(StepOutput::reused);
    assertThat(digests(second)).isEqualTo(digests(first));
  }

  @Test
  void aKilledStepGoesOnFromItsFinishedShards() throws IOException {
    List<StepOutput> whole = run(RECIPE, 1);
    Path judged = whole.get(1).folder();
    Files.delete(judged.resolve(Manifest.FILE));
    Files.delete(judged.resolve("part-00002.parquet.stamp.json"));
    Files.writeString(judged.resolve("part-00003.parquet.tmp"), "half");
    long kept = Files.getLastModifiedTime(judged.resolve("part-00000.parquet")).toMillis();
    List<StepOutput> again = run(RECIPE, 2);
    assertThat(digests(again)).isEqualTo(digests(whole));
    assertThat(Files.getLastModifiedTime(judged.resolve("part-00000.parquet")).toMillis())
        .isEqualTo(kept);
    assertThat(judged.resolve("part-00003.parquet.tmp")).doesNotExist();
  }

  @Test
  void shardsOfOtherSettingsAreNotTakenOver() throws IOException {
    Path folder = out.resolve("by-hand");
    StepOutput whole = byHand(RECIPE, folder);
    Files.delete(folder.resolve(Manifest.FILE));
    Files.writeString(folder.resolve(".key"), whole.manifest().key());
    assertThatThrownBy(() -> byHand(RECIPE.replace("documents: 35", "documents: 36"), folder))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("holds an unfinished result of other settings or inputs");
    assertThat(byHand(RECIPE, folder).manifest().digest()).isEqualTo(whole.manifest().digest());
    assertThat(folder.resolve(".key")).doesNotExist();
  }

  private static StepOutput byHand(String text, Path folder) {
    return RecipeRunner.runOne(
        recipe(text).calls().get(0),
        List.of(),
        Path.of("."),
        folder,
        7,
        1,
        RecipeRunner.Listener.SILENT);
  }

  @Test
  void aStepThatLosesADocumentIsNoticed() {
    Ledger ledger = new Ledger();
    Inventory before = new Inventory();
    ledger.requireTakesAll(before);
    before.add("fr", Part.TRAIN, 2, 10);
    ledger.kept("fr", 4, "fr", 4);
    assertThatThrownBy(() -> ledger.requireTakesAll(before))
        .hasMessageContaining("domain 'fr' had 2 documents of 10 bytes")
        .hasMessageContaining("accounts for 1 of 4");
    ledger.dropped("fr", 6, "why");
    ledger.requireTakesAll(before);
  }

  @Test
  void laterStepsSeeTheCorpusThroughTheVerdictsSoFar() throws IOException {
    run(RECIPE, 1);
    CorpusView view = Runs.open(out.resolve("toy")).view();
    List<Document> documents = new ArrayList<>();
    for (int shard = 0; shard < view.shards(); shard++) {
      try (CloseableIterator<Document> read = view.read(shard)) {
        read.forEachRemaining(documents::add);
      }
    }
    assertThat(documents).hasSize(28).noneMatch(d -> d.id().record() % 5 == 0);
    assertThat(documents).allMatch(d -> d.domain().equals("rest" + d.id().record() % 5));
    assertThat(documents).allMatch(d -> d.text().equals("document"));
    assertThat(view.inventory().documents().total()).isEqualTo(28);
    assertThat(view.find(new DocumentId("toy", 11))).isPresent();
    assertThat(view.find(new DocumentId("toy", 10))).isEmpty();
  }

  @Test
  void theLedgerClosesInDocumentsAndBytes() {
    List<StepOutput> steps = run(RECIPE, 2);
    Ledger dropped = Json.read(steps.get(1).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    dropped.requireClosed();
    assertThat(dropped.total().dropped.get("nth").documents).isEqualTo(7);
    assertThat(dropped.total().in.documents).isEqualTo(35);
    Ledger edited = Json.read(steps.get(3).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    assertThat(edited.total().edited).isPositive();
    Ledger moved = Json.read(steps.get(2).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    assertThat(moved.domains().get("rare").movedTo).isNotEmpty();
  }

  @Test
  void anotherSeedOrSettingGivesAnotherKey() {
    List<StepOutput> base = run(RECIPE, 1);
    List<StepOutput> seed = run(RECIPE.replace("seed: 7", "seed: 8"), 1);
    List<StepOutput> setting = run(RECIPE.replace("every: 5", "every: 6"), 1);
    assertThat(seed.get(0).manifest().key()).isNotEqualTo(base.get(0).manifest().key());
    assertThat(setting.get(0).reused()).isTrue();
    assertThat(setting.get(1).manifest().key()).isNotEqualTo(base.get(1).manifest().key());
  }

  @Test
  void twoRunsInOneFolderAreRefused() {
    try (RunFolder held = RunFolder.lock(out.resolve("toy"))) {
      assertThat(held.path()).exists();
      assertThatThrownBy(() -> run(RECIPE, 1))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining("another run is at work in this folder")
          .hasMessageContaining("--out");
    }
  }

  @Test
  void anOutputFolderThatIsAFileIsRefused() throws IOException {
    Files.writeString(out.resolve("toy"), "in the way");
    assertThatThrownBy(() -> run(RECIPE, 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("a file is in the way");
  }

  @Test
  void aChangedShardIsNoticed() throws IOException {
    List<StepOutput> steps = run(RECIPE, 1);
    Path shard = steps.get(1).folder().resolve("part-00000.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    assertThatThrownBy(() -> run(RECIPE.replace("letters: 8", "letters: 7"), 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("part-00000.parquet")
        .hasMessageContaining("no longer match the checksum")
        .hasMessageContaining("run the same command again");
  }

  @Test
  void aDamagedCorpusShardIsNoticed() throws IOException {
    List<StepOutput> steps = run(RECIPE, 1);
    Path shard = steps.get(0).folder().resolve("part-00001.jsonl.zst");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    assertThatThrownBy(() -> run(RECIPE.replace("every: 5", "every: 4"), 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("part-00001.jsonl.zst")
        .hasMessageContaining("damaged");
  }

  @Test
  void anArtifactOfANewerVersionIsRefused() throws IOException {
    Path manifest = run(RECIPE, 1).get(0).folder().resolve(Manifest.FILE);
    ObjectNode root = (ObjectNode) Json.read(manifest);
    root.put("steelyard", 99);
    Files.write(manifest, Json.pretty(root));
    assertThatThrownBy(() -> run(RECIPE, 1)).hasMessageContaining("newer version of Steelyard");
  }

  @Test
  void aPartThatLeavesTheFolderIsRefused() throws IOException {
    Path folder = run(RECIPE, 1).get(0).folder();
    Path manifest = folder.resolve(Manifest.FILE);
    String text = Files.readString(manifest).replace("part-00000.jsonl.zst", "../../escape");
    Files.writeString(manifest, text);
    assertThatThrownBy(() -> Manifest.read(folder))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("digest does not match");
  }
}
