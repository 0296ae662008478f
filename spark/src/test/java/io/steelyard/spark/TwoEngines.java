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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs a recipe on both engines, in a folder of its own. */
final class TwoEngines {
  /** Steps whose summary gives seconds. */
  private final Set<String> timed = Set.of("select.compare");

  private final Path folder;

  /** What was told while a recipe ran. */
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  private final RecipeRunner.Listener listener =
      new RecipeRunner.Listener() {
        @Override
        public Progress begins(int number, int of, Recipe.Call call) {
          return new Progress() {
            @Override
            public void stage(String name, long total, String unit) {}

            @Override
            public void advance(long amount) {}

            @Override
            public void note(String message) {
              notes.add(call.type().name() + ": " + message);
            }
          };
        }
      };

  TwoEngines(Path folder) {
    this.folder = folder;
  }

  private List<StepOutput> run(String text, EngineChoice choice) {
    Recipe recipe = Recipe.parse(text, "r.yaml", "r", folder, StepRegistry.installed());
    return RecipeRunner.run(recipe, folder.resolve(choice.engine()), choice, listener);
  }

  /** Runs on both engines; every step must give the same artifact and the same summary. */
  void same(String text) throws IOException {
    List<StepOutput> local = run(text, EngineChoice.local(2));
    List<StepOutput> spark = run(text, new EngineChoice("spark", Optional.of("local[2]"), 2));
    assertThat(notes).isEmpty();
    assertThat(spark).hasSameSizeAs(local);
    for (int i = 0; i < local.size(); i++) {
      StepOutput a = local.get(i);
      StepOutput b = spark.get(i);
      assertThat(b.manifest().digest()).as(a.step()).isEqualTo(a.manifest().digest());
      assertThat(b.manifest().key()).as(a.step()).isEqualTo(a.manifest().key());
      for (String file : List.of(RecipeRunner.SUMMARY, RecipeRunner.LEDGER)) {
        if (file.equals(RecipeRunner.SUMMARY) && timed.contains(a.step())) {
          continue;
        }
        assertThat(Files.readString(b.folder().resolve(file)))
            .as(a.step() + " " + file)
            .isEqualTo(Files.readString(a.folder().resolve(file)));
      }
      assertThat(b.manifest().run().path("engine").asText()).startsWith("spark 4.1");
    }
    assertThat(folder.resolve("spark/r/.engine")).doesNotExist();
  }
}
