package io.steelyard.app;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code plan} expects of each step: documents and text it leaves, its time and memory, then
 * the tables and warnings that the steps gave.
 */
final class PlanForecast {
  /** Java, its libraries and the buffers of a step, whatever the size of the corpus. */
  private static final long BASE_MEMORY = 400L << 20;

  /** What a step takes at least, most of it Java's own start; as in the demo. */
  private static final double LEAST_SECONDS = 0.3;

  private final Screen screen;
  private final Recipe recipe;
  private final List<Forecast> forecasts;

  PlanForecast(Screen screen, Recipe recipe, List<Forecast> forecasts) {
    this.screen = screen;
    this.recipe = recipe;
    this.forecasts = forecasts;
  }

  void print() {
    screen.out().println();
    TextTable table = new TextTable("#", "step", "documents left", "text left", "time", "memory");
    String most = "";
    for (int i = 0; i < forecasts.size(); i++) {
      Forecast forecast = forecasts.get(i);
      Recipe.Call call = recipe.calls().get(i);
      boolean corpus = leavesCorpus(call);
      most = forecast.isKnown() || !corpus ? most : "≤ ";
      table.row(
          i + 1,
          call.type().name(),
          corpus ? most + Numbers.count(Math.round(forecast.documents())) : "",
          corpus ? most + Numbers.bytes(forecast.bytes()) : "",
          "~" + Numbers.seconds(LEAST_SECONDS + forecast.seconds()),
          forecast.memoryBytes() > 0 ? Numbers.bytes(forecast.memoryBytes()) : "");
    }
    table.print(screen);
    for (int i = 0; i < forecasts.size(); i++) {
      print(recipe.calls().get(i).type().name(), forecasts.get(i).summary());
    }
    screen.out().println();
    screen
        .out()
        .println(
            "Estimates: about "
                + Numbers.seconds(seconds())
                + " and "
                + Numbers.bytes(memory())
                + " of memory at most. "
                + (isWhole()
                    ? "All documents were looked at."
                    : "Looked at: the beginnings of files, so what comes later in them may"
                        + " differ."));
    if (memory() - BASE_MEMORY > Runtime.getRuntime().maxMemory()) {
      screen
          .out()
          .println(
              "  warning: Java may use "
                  + Numbers.bytes(Runtime.getRuntime().maxMemory())
                  + " only; give it more with STEELYARD_JAVA_OPTS=-Xmx4g or such.");
    }
    if (!unknown().isEmpty()) {
      screen
          .out()
          .println("What " + unknown() + " will drop is not estimated: it is counted as nothing.");
    }
  }

  private void print(String step, Summary summary) {
    for (Summary.Item item : summary.items()) {
      if (item instanceof Summary.Table table && !table.rows().isEmpty()) {
        screen.out().println();
        screen
            .out()
            .println(
                step
                    + ": "
                    + table.title()
                    + (table.note().isEmpty() ? "" : " (" + table.note() + ")"));
        TextTable text =
            new TextTable(table.columns().stream().map(Summary.Col::name).toArray(String[]::new));
        for (List<Object> row : table.rows().subList(0, Math.min(30, table.rows().size()))) {
          Object[] cells = new Object[row.size()];
          for (int c = 0; c < cells.length; c++) {
            cells[c] = Numbers.of(row.get(c), table.columns().get(c).format());
          }
          text.row(cells);
        }
        text.print(screen);
        if (table.rows().size() > 30) {
          screen.out().println("and " + Numbers.count(table.rows().size() - 30) + " more");
        }
      }
    }
    for (Summary.Item item : summary.items()) {
      if (item instanceof Summary.Warning warning) {
        screen.out().println("  warning: " + Screen.safe(warning.text()));
      }
    }
  }

  void events() {
    for (int i = 0; i < forecasts.size(); i++) {
      Forecast forecast = forecasts.get(i);
      screen.event(
          "forecast",
          "number",
          i + 1,
          "step",
          recipe.calls().get(i).type().name(),
          "documents",
          Math.round(forecast.documents()),
          "bytes",
          Math.round(forecast.bytes()),
          "seconds",
          LEAST_SECONDS + forecast.seconds(),
          "memory",
          forecast.memoryBytes(),
          "known",
          forecast.isKnown(),
          "whole",
          forecast.isWhole(),
          "summary",
          Json.MAPPER.valueToTree(forecast.summary().items()));
    }
  }

  private boolean leavesCorpus(Recipe.Call call) {
    ArtifactKind kind = call.type().makes();
    return kind == ArtifactKind.CORPUS || kind == ArtifactKind.VERDICTS;
  }

  private double seconds() {
    return forecasts.stream().mapToDouble(f -> LEAST_SECONDS + f.seconds()).sum();
  }

  private long memory() {
    return BASE_MEMORY + forecasts.stream().mapToLong(Forecast::memoryBytes).max().orElse(0);
  }

  private boolean isWhole() {
    return forecasts.stream().allMatch(Forecast::isWhole);
  }

  private String unknown() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < forecasts.size(); i++) {
      if (!forecasts.get(i).isKnown() && leavesCorpus(recipe.calls().get(i))) {
        names.add(recipe.calls().get(i).type().name());
      }
    }
    return names.stream().distinct().collect(Collectors.joining(", "));
  }
}
