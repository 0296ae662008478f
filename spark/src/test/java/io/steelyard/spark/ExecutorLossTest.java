package io.steelyard.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Progress;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors are processes of their own here, and one of them is killed in the middle of a run. */
class ExecutorLossTest {
  private static final String RECIPE =
      """
      name: r
      seed: 7
      steps:
        - corpus.read: {path: data, domain-field: domain, shard-size: 24 KiB, max-reject: 5%}
        - corpus.deduplicate: {method: exact}
        - mix.temperature: {tau: 3}
      """;

  @TempDir Path folder;

  @BeforeAll
  static void layOutSpark() throws IOException {
    SparkTests.requireJava();
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
  }

  private List<StepOutput> run(EngineChoice choice, RecipeRunner.Listener listener) {
    Recipe recipe = Recipe.parse(RECIPE, "r.yaml", "r", folder, StepRegistry.installed());
    return RecipeRunner.run(recipe, folder.resolve(choice.engine()), choice, listener);
  }

  /** The processes that the workers in this one started. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .children()
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .toList();
  }

  /** Kills an executor when the work of a step has begun; counts what was killed. */
  private static final class Killer implements RecipeRunner.Listener {
    private final AtomicInteger killed = new AtomicInteger();

    @Override
    public Progress begins(int number, int of, Recipe.Call call) {
      boolean mine = call.type().name().equals("corpus.deduplicate");
      return new Progress() {
        @Override
        public void stage(String name, long total, String unit) {}

        @Override
        public void advance(long amount) {
          if (mine && killed.get() == 0) {
            executors().stream()
                .findFirst()
                .ifPresent(
                    executor -> {
                      executor.destroyForcibly();
                      killed.incrementAndGet();
                    });
          }
        }

        @Override
        public void note(String message) {}
      };
    }
  }

  @Test
  void aKilledExecutorIsMadeUpForAndTheDigestsAreEqual() throws IOException {
    RecipesTest.writeCorpus(folder.resolve("data"), 4, 100);
    Killer killer = new Killer();
    List<StepOutput> cluster =
        run(new EngineChoice("spark", Optional.of("local-cluster[2,1,1024]"), 2), killer);
    assertThat(killer.killed).hasValue(1);
    List<StepOutput> local = run(EngineChoice.local(2), RecipeRunner.Listener.SILENT);
    for (int i = 0; i < local.size(); i++) {
      assertThat(cluster.get(i).manifest().digest())
          .as(local.get(i).step())
          .isEqualTo(local.get(i).manifest().digest());
      assertThat(Files.readString(cluster.get(i).folder().resolve(RecipeRunner.LEDGER)))
          .isEqualTo(Files.readString(local.get(i).folder().resolve(RecipeRunner.LEDGER)));
    }
    try (var files = Files.walk(folder.resolve("spark"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".tmp"))).isEmpty();
    }
    assertThat(executors()).isEmpty();
  }
}
