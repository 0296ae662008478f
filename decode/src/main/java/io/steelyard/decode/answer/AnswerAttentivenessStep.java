package io.steelyard.decode.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.stats.Proportion;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.decode.Decoder;
import io.steelyard.decode.GenerateStep;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.TableParts;
import io.steelyard.decode.table.Tally;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts multiple-choice questions to a model in several styles and numbers of examples, and shows
 * how much probability lies on the choices, for how many questions the rest could have changed the
 * answer, and how right the answers are by each score.
 */
@Method(
    name = "decode.answer-attentiveness",
    about = "Measures how much probability a model puts on the choices of a question.",
    uses = ArtifactKind.MODEL,
    makes = ArtifactKind.TABLE,
    source = "Wiegreffe et al. 2023 (arXiv 2305.14596); PMI-DC: Holtzman et al. 2021")
public record AnswerAttentivenessStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting("JSON Lines with id, question, choices and answer") Path items,
    @Setting(value = "JSON Lines from which solved examples are taken", or = "")
        Optional<Path> pool,
    @Setting(value = "numbers of solved examples", or = "[0]") List<Integer> shots,
    @Setting(
            value = "styles of the prompt: no-choices, strings, letters",
            or = "[no-choices, strings, letters]")
        List<PromptStyle> styles,
    @Setting(value = "what the questions are about, for the header", or = "general knowledge")
        String keyword,
    @Setting(value = "whether a free answer is generated too", or = "true") boolean greedy,
    @Setting(value = "most new tokens of a free answer", or = "50") int maxTokens,
    @Setting(value = "most tokens of prompt and answer; shots that do not fit go", or = "2048")
        int capacity,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "items per part of the table", or = "64") int part)
    implements Step {
  private static final double LEVEL = 0.95;

  public AnswerAttentivenessStep {
    shots = List.copyOf(shots);
    styles = List.copyOf(styles);
    if (shots.isEmpty() || shots.stream().anyMatch(k -> k < 0)) {
      throw new IllegalArgumentException("shots must be numbers of at least 0, were " + shots);
    }
    if (styles.isEmpty()) {
      throw new IllegalArgumentException("styles needs at least one style");
    }
    if (pool.isEmpty() && shots.stream().anyMatch(k -> k > 0)) {
      throw new IllegalArgumentException("pool must be given where shots are above 0");
    }
    GenerateStep.requirePositive("max-tokens", maxTokens);
    GenerateStep.requirePositive("capacity", capacity);
    GenerateStep.requirePositive("rows", rows);
    GenerateStep.requirePositive("cores", cores);
    GenerateStep.requirePositive("part", part);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>(ModelInput.reads(base, model));
    files.put("items/" + items.getFileName(), base.resolve(items));
    pool.ifPresent(path -> files.put("pool/" + path.getFileName(), base.resolve(path)));
    files.forEach(
        (name, file) -> {
          if (!Files.isRegularFile(file)) {
            throw new RequestException(file + ": no such file, or it cannot be read");
          }
        });
    return files;
  }

  @Override
  public void run(Job job) throws IOException {
    List<Item> examples =
        pool.isPresent() ? Items.pool(job.resolve(pool.get()), job.seed()) : List.of();
    int most = shots.stream().mapToInt(Integer::intValue).max().orElse(0);
    if (examples.size() < most) {
      throw new RequestException(
          "pool has " + examples.size() + " examples, " + most + " shots are wanted");
    }
    job.progress().stage("answering", 0, "items");
    Map<String, Tally> tallies = new LinkedHashMap<>();
    try (ModelInput input = new ModelInput(job, model, cores);
        CloseableIterator<Item> questions = Items.read(job.resolve(items))) {
      List<JsonNode> notes =
          TableParts.write(
              job, questions, part, (chunk, out) -> answer(job, input.get(), examples, chunk, out));
      for (JsonNode note : notes) {
        for (JsonNode arm : note) {
          tallies
              .computeIfAbsent(arm.path("arm").asText(), n -> new Tally())
              .merge(arm.path("sums"));
        }
      }
    }
    describe(job.summary(), tallies);
  }

  private JsonNode answer(
      Job job,
      OpenedModel opened,
      List<Item> examples,
      List<Item> chunk,
      Consumer<ObjectNode> out) {
    var notes = Json.MAPPER.createArrayNode();
    for (PromptStyle style : styles) {
      for (int k : shots) {
        Tally tally = new Tally();
        List<AnswerScorer.Scored> scored = new ArrayList<>();
        try (AnswerScorer scorer = new AnswerScorer(opened, capacity)) {
          for (Item item : chunk) {
            scored.add(scorer.score(item, style, examples.subList(0, k), keyword));
          }
        }
        List<String> free = greedy ? free(job, opened, style, scored) : List.of();
        for (int i = 0; i < chunk.size(); i++) {
          String said = greedy ? free.get(i) : null;
          out.accept(row(chunk.get(i), style, k, scored.get(i), said, tally));
        }
        ObjectNode note = notes.addObject();
        note.put("arm", word(style) + ", " + k + " shots");
        note.set("sums", tally.json());
      }
    }
    return notes;
  }

  /** What the model says by itself, as it is compared. */
  private List<String> free(
      Job job, OpenedModel opened, PromptStyle style, List<AnswerScorer.Scored> scored) {
    List<GenerationRequest> requests = new ArrayList<>();
    int longest = style == PromptStyle.LETTERS ? 1 : maxTokens;
    for (int i = 0; i < scored.size(); i++) {
      int[] prompt = Prompts.encode(opened, scored.get(i).prompt());
      GenerationRequest request =
          GenerationRequest.of(i, prompt, Chain.GREEDY, job.seed(), longest)
              .stop(new StopRule.Strings(List.of("\n"), false));
      requests.add(
          opened.ends().length == 0 ? request : request.stop(StopRule.Tokens.of(opened.ends())));
    }
    return new Decoder(opened, rows, job.threads())
        .generate(requests, TokenListener.SILENT).stream()
            .map(Generation::text)
            .map(PromptStyle::normalised)
            .toList();
  }

  private ObjectNode row(
      Item item, PromptStyle style, int k, AnswerScorer.Scored scored, String said, Tally tally) {
    Attentiveness whole = scored.whole();
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("id", item.id());
    row.put("style", word(style));
    row.put("shots", scored.shots());
    row.set("log_probabilities", Json.MAPPER.valueToTree(scored.logProbabilities()));
    row.put("mass", whole.mass());
    row.put("first_token_mass", scored.firstTokenMass());
    row.put("gap", whole.gap());
    row.put("resolved", whole.resolved());
    row.put("shortfall", whole.shortfall());
    row.put("gold", item.gold());
    row.put("by_sum", whole.prediction());
    row.put("by_mean", scored.byMean());
    row.put("by_first_token", scored.byFirstToken());
    row.put("by_pmi", scored.byPmi());
    row.put("overlaps", whole.overlaps());
    row.put("end_marked", scored.endMarked());
    row.put("retokenised", scored.retokenised());
    tally.add("items", 1);
    tally.sample("mass", whole.mass());
    tally.sample("first", scored.firstTokenMass());
    tally.add("resolved", whole.resolved() ? 1 : 0);
    tally.add("overlaps", whole.overlaps() ? 1 : 0);
    tally.add("tied", whole.tied() ? 1 : 0);
    tally.add("retokenised", scored.retokenised() ? 1 : 0);
    tally.add("dropped-shots", k - scored.shots());
    tally.add("right.sum", whole.prediction() == item.gold() ? 1 : 0);
    tally.add("right.mean", scored.byMean() == item.gold() ? 1 : 0);
    tally.add("right.first", scored.byFirstToken() == item.gold() ? 1 : 0);
    tally.add("right.pmi", scored.byPmi() == item.gold() ? 1 : 0);
    tally.add("defined.pmi", scored.byPmi() >= 0 ? 1 : 0);
    if (said != null) {
      int choice = -1;
      for (int i = 0; i < item.choices().size(); i++) {
        if (PromptStyle.normalised(style.target(item, i)).equals(said)) {
          choice = i;
        }
      }
      row.put("said", said);
      row.put("said_choice", choice);
      tally.add("invalid", choice < 0 ? 1 : 0);
      tally.add("right.said", choice == item.gold() ? 1 : 0);
      tally.add("agrees", choice == whole.prediction() ? 1 : 0);
    }
    return row;
  }

  private static String word(PromptStyle style) {
    return style.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void describe(Summary summary, Map<String, Tally> tallies) {
    Summary.Table table =
        Summary.table(
            "attentiveness",
            "Probability on the choices, and right answers by each score",
            "An item is resolved where no way to hand out the missing probability changes the"
                + " answer. A free answer that is no choice counts as wrong.",
            "style",
            Format.TEXT,
            "items",
            Format.COUNT,
            "on choices",
            Format.SHARE,
            "on first tokens",
            Format.SHARE,
            "resolved",
            Format.SHARE,
            "right by sum",
            Format.SHARE,
            "per token",
            Format.SHARE,
            "first token",
            Format.SHARE,
            "PMI",
            Format.SHARE,
            "free answer",
            Format.SHARE,
            "free answer no choice",
            Format.SHARE);
    List<Summary.Named> named = new ArrayList<>();
    tallies.forEach(
        (arm, t) -> {
          double n = t.get("items");
          Summary.row(
              table,
              arm,
              t.count("items"),
              t.mean("mass"),
              t.mean("first"),
              t.get("resolved") / n,
              t.get("right.sum") / n,
              t.get("right.mean") / n,
              t.get("right.first") / n,
              t.get("defined.pmi") == 0 ? null : t.get("right.pmi") / t.get("defined.pmi"),
              greedy ? (Object) (t.get("right.said") / n) : null,
              greedy ? (Object) (t.get("invalid") / n) : null);
          named.add(new Summary.Named(arm + ": mass on choices", t.estimate("mass")));
          named.add(
              new Summary.Named(
                  arm + ": resolved",
                  Proportion.WILSON.estimate(t.count("resolved"), t.count("items"), LEVEL)));
          named.add(
              new Summary.Named(
                  arm + ": right by sum",
                  Proportion.WILSON.estimate(t.count("right.sum"), t.count("items"), LEVEL)));
          if (t.count("overlaps") > 0) {
            summary.warning(
                arm + ": the choices of " + t.count("overlaps") + " items overlap; no bound holds");
          }
          if (t.count("dropped-shots") > 0) {
            summary.warning(
                arm + ": " + t.count("dropped-shots") + " examples did not fit and were left out");
          }
        });
    summary.add(table);
    summary.add(
        new Summary.Estimates(
            "attentiveness-estimates", "With intervals", "over items, at 95%", named));
  }
}
