package io.steelyard.select;

import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.corpus.CorpusSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small pool of three domains and a target, and runs of selection steps over it. */
public final class SelectionRuns {
  private final Path folder;

  public SelectionRuns(Path folder) throws IOException {
    this.folder = folder;
    StringBuilder pool = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      String[] kinds = {"code", "prose", "list"};
      String kind = kinds[i % 3];
      pool.append(json(text(kind, i), kind));
    }
    Files.writeString(folder.resolve("pool.jsonl"), pool);
    StringBuilder target = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      target.append(json(text("code", 100 + i), i % 2 == 0 ? "even" : "odd"));
    }
    Files.writeString(folder.resolve("target.jsonl"), target);
  }

  /** A text of one kind; number {@code i} of the kind is like no other in its names and numbers. */
  public static String text(String kind, int i) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 8 + i % 5; line++) {
      int n = (i * 31 + line * 17) % 97;
      text.append(
          switch (kind) {
            case "code" ->
                "  my $value" + n + " = shift @_; return unless defined $value" + n + ";\n";
            case "prose" ->
                "In the year " + (1500 + n) + " the merchants of the town weighed wool on scales. ";
            default -> "- item " + n + ": " + n * 3 + " pieces, see shelf " + n % 7 + "\n";
          });
    }
    return text.toString();
  }

  public static String json(String text, String domain) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("kind", domain);
    return Json.MAPPER.writeValueAsString(fields) + "\n";
  }

  public Path folder() {
    return folder;
  }

  /** The last step of a recipe that reads the pool in shards of 8 KiB. */
  public StepOutput run(String step, int threads) {
    return run("pool.jsonl", step, threads);
  }

  public StepOutput run(String pool, String step, int threads) {
    List<Class<? extends Step>> steps = new ArrayList<>(new CorpusSteps().steps());
    steps.addAll(new SelectSteps().steps());
    String recipe =
        "name: r\nseed: 7\nsteps:\n"
            + "  - corpus.read: {path: "
            + pool
            + ", domain-field: kind, shard-size: 8KiB}\n  - "
            + step
            + "\n";
    List<StepOutput> done =
        RecipeRunner.run(
            Recipe.parse(recipe, "r.yaml", "r", folder, new StepRegistry(steps)),
            folder.resolve("out" + threads),
            threads,
            RecipeRunner.Listener.SILENT);
    return done.get(done.size() - 1);
  }

  /** All verdicts with the named scores, in order. */
  public static List<Verdicts.Row> rows(StepOutput step, String... scores) throws IOException {
    List<Verdicts.Row> rows = new ArrayList<>();
    Verdicts verdicts = Verdicts.open(step.folder());
    for (var part : verdicts.manifest().parts()) {
      String name = part.name().replace(Verdicts.SUFFIX, "");
      try (CloseableIterator<Verdicts.Row> read = verdicts.read(name, List.of(scores))) {
        read.forEachRemaining(rows::add);
      }
    }
    return rows;
  }

  public static Map<String, Integer> keptByDomain(StepOutput step) throws IOException {
    Map<String, Integer> kept = new java.util.TreeMap<>();
    for (Verdicts.Row row : rows(step)) {
      if (row.kept()) {
        kept.merge(row.domain(), 1, Integer::sum);
      }
    }
    return kept;
  }

  public static long dropped(StepOutput step, String reason) {
    Ledger.Amount amount =
        Json.read(step.folder().resolve(RecipeRunner.LEDGER), Ledger.class)
            .total()
            .dropped
            .get(reason);
    return amount == null ? 0 : amount.documents;
  }

  public static Summary summary(StepOutput step) {
    return Summary.read(step.folder().resolve(RecipeRunner.SUMMARY));
  }

  public static List<String> warnings(StepOutput step) {
    return summary(step).items().stream()
        .filter(Summary.Warning.class::isInstance)
        .map(item -> ((Summary.Warning) item).text())
        .toList();
  }
}
