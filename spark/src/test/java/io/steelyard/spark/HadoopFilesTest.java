package io.steelyard.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.RemoteFiles;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs through Hadoop's file systems, here that of {@code file:}. */
class HadoopFilesTest {
  @TempDir Path folder;

  @BeforeAll
  static void requireJava() {
    SparkTests.requireJava();
  }

  private List<StepOutput> run(String out, String path, EngineChoice choice, String more) {
    Recipe recipe =
        Recipe.parse(
            "steps:\n  - corpus.read: {path: \"" + path + "\", domain-field: domain}\n" + more,
            "r.yaml",
            "r",
            folder,
            StepRegistry.installed());
    return RecipeRunner.run(recipe, folder.resolve(out), choice, RecipeRunner.Listener.SILENT);
  }

  @Test
  void filesOfOtherMachinesAreReadAsThoseOfThisOne() throws IOException {
    RecipesTest.writeCorpus(folder.resolve("data/below"), 1, 30);
    Files.writeString(folder.resolve("data/.hidden.jsonl"), "{\"text\": \"no\"}\n");
    EngineChoice spark = new EngineChoice("spark", Optional.of("local[2]"), 2);
    List<StepOutput> here =
        run(
            "here",
            "data/**/*.jsonl",
            EngineChoice.local(1),
            "  - corpus.write: {format: parquet}\n");
    for (String path : List.of("/data/**/*.jsonl", "/data")) {
      StepOutput there =
          run("there" + path.length(), folder.toUri() + path.substring(1), spark, "").get(0);
      assertThat(there.manifest().digest()).isEqualTo(here.get(0).manifest().digest());
      assertThat(there.manifest().inputs()).isEqualTo(here.get(0).manifest().inputs());
    }
    // Parquet is fetched, since its reader jumps about.
    StepOutput written = here.get(1);
    StepOutput parquet = run("parquet", written.folder().toUri() + "*.parquet", spark, "").get(0);
    assertThat(parquet.manifest().parts().stream().mapToLong(part -> part.records()).sum())
        .isEqualTo(30);
  }

  @Test
  void nothingThereIsSaid() {
    assertThatThrownBy(
            () ->
                run(
                    "none",
                    folder.toUri() + "none/*.jsonl",
                    new EngineChoice("spark", Optional.of("local[1]"), 1),
                    ""))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no file to read at file:///")
        .hasMessageContaining("none/*.jsonl");
    assertThatThrownBy(
            () ->
                run(
                    "none",
                    "s3a://bucket/data",
                    new EngineChoice("spark", Optional.of("local[1]"), 1),
                    ""))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("s3a://bucket/data")
        .hasMessageContaining("hadoop-aws");
  }

  @Test
  void addressesGetTheirSlashesBack() {
    assertThat(RemoteFiles.address(Path.of("s3a://bucket/a b/c.jsonl").toString()))
        .isEqualTo("s3a://bucket/a b/c.jsonl");
    assertThat(RemoteFiles.address(Path.of("file:///tmp/x").toString())).isEqualTo("file:///tmp/x");
    assertThat(RemoteFiles.isRemote("data/x.jsonl")).isFalse();
    assertThat(RemoteFiles.isRemote("c:/data/x.jsonl")).isFalse();
  }
}
