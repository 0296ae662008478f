package io.steelyard.bench;

import io.steelyard.core.artifact.Json;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** How fast linear heads grade documents, reading and writing of the step included. */
public final class CeladonSpeed {
  private CeladonSpeed() {}

  /** Arguments: the Europarl lines (.gz), megabytes, a folder for the run. */
  public static void main(String[] args) throws IOException {
    Path base = Files.createDirectories(Path.of(args[2]));
    long wanted = Long.parseLong(args[1]) * 1_000_000;
    long bytes = 0;
    StringBuilder texts = new StringBuilder();
    StringBuilder labels = new StringBuilder();
    while (bytes < wanted) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(Path.of(args[0]))),
                  StandardCharsets.UTF_8))) {
        for (String line; (line = lines.readLine()) != null && bytes < wanted; ) {
          String text = line.substring(line.lastIndexOf('\t') + 1);
          bytes += text.getBytes(StandardCharsets.UTF_8).length;
          texts.append(Json.MAPPER.writeValueAsString(Map.of("text", text))).append('\n');
          if (labels.length() < 300_000) {
            int grade = (int) Draws.below(Draws.mix(1, bytes), 4);
            labels
                .append(
                    Json.MAPPER.writeValueAsString(
                        Map.of("text", text, "scores", List.of(0, 0, 0, 0, grade))))
                .append('\n');
          }
        }
      }
    }
    Files.writeString(base.resolve("texts.jsonl"), texts);
    Files.writeString(base.resolve("labels.jsonl"), labels);
    String before =
        "name: speed\nseed: 1\nsteps:\n  - corpus.read: {path: labels.jsonl, domain: x}\n"
            + "  - select.celadon-train: {heads: {epochs: 2}}\n"
            + "  - corpus.read: {path: texts.jsonl, domain: x}\n";
    run(before, base);
    for (int run = 0; run < 3; run++) {
      long start = cpu();
      run(before + "  - select.celadon: {rule: {toxic-total: " + (7 + run) + "}}\n", base);
      double seconds = (cpu() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%.1f MB graded, %.1f MB a processor second, the step's reading and writing included%n",
          bytes / 1e6,
          bytes / 1e6 / seconds);
    }
  }

  private static void run(String recipe, Path base) {
    RecipeRunner.run(
        Recipe.parse(recipe, "speed.yaml", "speed", base, StepRegistry.installed()),
        base.resolve("runs"),
        1,
        RecipeRunner.Listener.SILENT);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
