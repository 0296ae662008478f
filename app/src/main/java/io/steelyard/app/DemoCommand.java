package io.steelyard.app;

import io.steelyard.core.RequestException;
import io.steelyard.core.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steelyard demo}: the shipped recipe on real text. */
@Command(
    name = "demo",
    description = {
      "Runs the recipe examples/europarl.yaml on real text.",
      "Skewed corpora in, balanced training shards and a report out. A second run skips what",
      "is done.",
      ""
    },
    footer = {"", "Example:", "  steelyard demo --out /tmp/demo"})
final class DemoCommand extends BaseCommand {
  static final String RECIPE = "europarl.yaml";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
  Path out;

  @Mixin EngineOptions engine = new EngineOptions();

  DemoCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    Path recipe = Context.examples().resolve(RECIPE);
    if (!Files.isRegularFile(recipe)) {
      throw new RequestException(
          recipe
              + ": the demo's recipe is not here. Start the command with the launcher"
              + " (bin/steelyard of the distribution, or ./steelyard of a source checkout).");
    }
    RunCommand run = new RunCommand(context);
    run.out = out;
    run.engine = engine;
    run.json = json;
    run.quiet = quiet;
    if (!quiet && !json) {
      screen.err().println(screen.dim("recipe " + recipe));
    }
    try {
      run.run(Recipe.read(recipe, context.registry()));
    } catch (RequestException e) {
      if (System.getProperty("steelyard.checkout") != null) {
        throw e;
      }
      throw new RequestException(
          e.getMessage()
              + "\nThe demo's texts are unpacked by the build: run './steelyard demo' in a source"
              + " checkout.",
          e);
    }
    return Cli.DONE;
  }
}
