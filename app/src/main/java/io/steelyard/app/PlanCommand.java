package io.steelyard.app;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.recipe.Forecasts;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.SettingsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steelyard plan recipe.yaml}: all checks and what to expect, no work. */
@Command(
    name = "plan",
    aliases = "validate",
    description = {
      "Checks a recipe whole and says what to expect, without doing any work.",
      "Names, settings, units, which step takes whose output, that the files it reads are there;"
          + " then documents, tokens, passes over each domain, memory and time, estimated from the"
          + " beginnings of the files. Nothing is written.",
      ""
    },
    footer = {"", "Example:", "  steelyard plan europarl.yaml"})
final class PlanCommand extends BaseCommand {
  @Parameters(paramLabel = "RECIPE", description = "YAML file with the steps.")
  Path file;

  PlanCommand(Context context) {
    super(context);
  }

  @Option(
      names = "--no-sample",
      description = "Only check: do not read the files to estimate what to expect.")
  boolean noSample;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads for which the time is estimated (default: all cores).")
  Integer threads;

  @Override
  int work() throws IOException {
    Recipe recipe = Recipe.read(file, context.registry());
    long files = 0;
    long bytes = 0;
    TextTable table = new TextTable("#", "step", "makes", "settings");
    int number = 0;
    for (Recipe.Call call : recipe.calls()) {
      number++;
      Map<String, Path> reads;
      try {
        reads = call.step().reads(recipe.base());
      } catch (RequestException e) {
        throw new RequestException(
            call.at() + ": " + call.type().name() + ": " + e.getMessage(), e);
      }
      for (Path read : reads.values()) {
        files++;
        bytes += Files.size(read);
      }
      String settings = SettingsJson.of((Record) call.step()).toString();
      if (json) {
        screen.event(
            "step",
            "number",
            number,
            "step",
            call.type().name(),
            "makes",
            call.type().makes().word(),
            "settings",
            SettingsJson.of((Record) call.step()),
            "reads",
            List.copyOf(reads.keySet()));
      } else {
        table.row(
            number,
            call.type().name() + (call.as() == null ? "" : " as " + call.as()),
            call.type().makes().word(),
            Screen.line(settings.substring(1, settings.length() - 1).replace("\"", ""), 60));
      }
    }
    List<Forecast> forecasts =
        noSample
            ? List.of()
            : Forecasts.of(
                recipe, threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    if (json) {
      new PlanForecast(screen, recipe, forecasts).events();
      screen.event(
          "plan", "name", recipe.name(), "seed", recipe.seed(), "files", files, "bytes", bytes);
      return Cli.DONE;
    }
    table.print(screen);
    screen.out().println();
    screen
        .out()
        .println(
            recipe.name()
                + ": "
                + recipe.calls().size()
                + " steps, reads "
                + Numbers.count(files)
                + (files == 1 ? " file of " : " files of ")
                + Numbers.bytes(bytes)
                + ", makes "
                + recipe.calls().stream()
                    .map(call -> call.type().makes())
                    .distinct()
                    .map(ArtifactKind::word)
                    .collect(Collectors.joining(", "))
                + ".");
    if (!forecasts.isEmpty()) {
      new PlanForecast(screen, recipe, forecasts).print();
    }
    screen.out().println();
    screen.out().println("The recipe is good. Run it with: steelyard run " + file);
    return Cli.DONE;
  }
}
