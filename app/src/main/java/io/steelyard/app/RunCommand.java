package io.steelyard.app;

import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steelyard run recipe.yaml}. */
@Command(
    name = "run",
    description = {
      "Runs a recipe.",
      "What an earlier run finished is kept; after a stop, the same command goes on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  steelyard run europarl.yaml",
      "  steelyard run europarl.yaml --out /data/runs --threads 8",
      "  steelyard run europarl.yaml --out /shared/runs --engine spark --master spark://host:7077",
      "  steelyard run europarl.yaml --json | jq 'select(.event == \"step-ended\")'"
    })
class RunCommand extends BaseCommand {
  @Parameters(paramLabel = "RECIPE", description = "YAML file with the steps.")
  Path recipe;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder of all runs (default: ${DEFAULT-VALUE}); this one goes to DIR/RECIPE.")
  Path out;

  @Mixin EngineOptions engine = new EngineOptions();

  RunCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    run(Recipe.read(recipe, context.registry()));
    return Cli.DONE;
  }

  final List<StepOutput> run(Recipe read) {
    EngineChoice choice = engine.choice(read.engine());
    long start = System.nanoTime();
    List<StepOutput> steps;
    try (ProgressDisplay display = new ProgressDisplay(screen, quiet, json)) {
      steps = RecipeRunner.run(read, out, choice, display);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Path folder = out.resolve(read.name());
    if (json) {
      for (String[] number : RunLines.numbers(steps)) {
        screen.event("figure", "label", number[0].strip(), "value", number[1]);
      }
      screen.event(
          "done", "folder", folder.toString(), "seconds", Math.round(seconds * 1000) / 1000.0);
      return steps;
    }
    if (!quiet) {
      close(steps, folder, seconds);
    }
    return steps;
  }

  /** The last lines: numbers that matter, and where things are. */
  private void close(List<StepOutput> steps, Path folder, double seconds) {
    List<String[]> numbers = RunLines.numbers(steps);
    List<String[]> places = RunLines.places(steps);
    int width = 10;
    for (String[] number : numbers) {
      width = Math.max(width, number[0].length());
    }
    screen.out().println();
    for (String[] number : numbers) {
      screen.out().println(line(number[0], number[1], width));
    }
    screen.out().println(line("time", Numbers.seconds(seconds), width));
    screen.out().println();
    for (String[] place : places) {
      screen.out().println(line(place[0], screen.bold(place[1]), 10));
    }
    screen.out().println(line("run", folder.toString(), 10));
  }

  private static String line(String label, String value, int width) {
    return Screen.safe(label) + " ".repeat(width - label.length() + 2) + value;
  }
}
