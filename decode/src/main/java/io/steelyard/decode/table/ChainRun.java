package io.steelyard.decode.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.decode.Decoder;
import io.steelyard.decode.FinishReason;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Overflow;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.Trace;
import io.steelyard.decode.chain.Chain;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Continues prompts with one or several named chains, writes a row per text and adds up what the
 * texts were like. All chains get the same random numbers.
 *
 * @param chains by name, from the opened model
 * @param traced whether whole traces are kept (for entropies, kept sets, ranks)
 * @param writeTrace whether they go into the rows
 * @param partSize prompts per part of the table
 * @param generated told of every token of this run; parts that are finished are not run
 */
public record ChainRun(
    PromptSource prompts,
    Function<OpenedModel, Map<String, Chain>> chains,
    Budget budget,
    boolean traced,
    boolean writeTrace,
    int partSize,
    LongAdder generated) {
  /** Blocks of a text over which the drift of its surprise is shown. */
  public static final int BLOCKS = 8;

  private static final int NGRAM = 4;

  /**
   * How much is generated.
   *
   * @param samples texts per prompt and chain
   * @param maxTokens most new tokens of a text
   * @param stop strings that end a text
   * @param endTokens whether the model's own end tokens end a text
   * @param rows texts side by side
   * @param reproducible whether each row is computed by itself
   */
  public record Budget(
      int samples,
      int maxTokens,
      List<String> stop,
      boolean endTokens,
      Overflow overflow,
      int rows,
      boolean reproducible) {
    public Budget {
      stop = List.copyOf(stop);
      if (samples < 1 || maxTokens < 1 || rows < 1) {
        throw new IllegalArgumentException(
            "samples, max-tokens and rows must be at least 1, were "
                + samples
                + ", "
                + maxTokens
                + ", "
                + rows);
      }
    }

    /** When a text ends. */
    public List<StopRule> rules(OpenedModel model) {
      List<StopRule> rules = new ArrayList<>();
      if (endTokens && model.ends().length > 0) {
        rules.add(StopRule.Tokens.of(model.ends()));
      }
      if (!stop.isEmpty()) {
        rules.add(new StopRule.Strings(stop, false));
      }
      return rules;
    }
  }

  /** Runs everything; the sums of each chain, in the order of the chains. */
  public Map<String, Tally> run(Job job, ModelInput model) throws IOException {
    job.progress().stage("decoding", 0, "prompts");
    List<JsonNode> notes;
    try (CloseableIterator<Prompt> inputs = prompts.open(job)) {
      notes = TableParts.write(job, inputs, partSize, (chunk, out) -> part(job, model, chunk, out));
    }
    Map<String, Tally> tallies = new LinkedHashMap<>();
    for (JsonNode note : notes) {
      for (JsonNode one : note.path("chains")) {
        tallies
            .computeIfAbsent(one.path("chain").asText(), n -> new Tally())
            .merge(one.path("sums"));
      }
    }
    return tallies;
  }

  private JsonNode part(
      Job job, ModelInput input, List<Prompt> chunk, java.util.function.Consumer<ObjectNode> out) {
    OpenedModel model = input.get();
    Decoder fast = new Decoder(model, budget.rows(), job.threads());
    Decoder decoder = budget.reproducible() ? fast.reproducible() : fast;
    List<int[]> encoded = chunk.stream().map(p -> input.encode(p.text(), prompts.chat())).toList();
    ObjectNode notes = Json.MAPPER.createObjectNode();
    for (Map.Entry<String, Chain> chain : chains.apply(model).entrySet()) {
      List<GenerationRequest> requests = new ArrayList<>();
      Map<Long, Integer> promptOf = new HashMap<>();
      for (int i = 0; i < chunk.size(); i++) {
        if (promptOf.put(chunk.get(i).number(), i) != null) {
          throw new RequestException(
              "two prompts have the id '" + chunk.get(i).id() + "'; ids name their random numbers");
        }
        requests.add(
            new GenerationRequest(
                chunk.get(i).number(),
                encoded.get(i),
                chain.getValue(),
                budget.samples(),
                job.seed(),
                budget.rules(model),
                budget.maxTokens(),
                traced,
                budget.overflow()));
      }
      Tally tally = new Tally();
      for (Generation text : decoder.generate(requests, TokenListener.SILENT)) {
        Prompt prompt = chunk.get(promptOf.get(text.request()));
        tally.add("prompt-tokens", encoded.get(promptOf.get(text.request())).length);
        count(tally, text);
        generated.add(text.ids().length);
        out.accept(row(prompt, chain.getKey(), text));
      }
      ObjectNode one = notes.withArray("chains").addObject();
      one.put("chain", chain.getKey());
      one.set("sums", tally.json());
    }
    return notes;
  }

  private ObjectNode row(Prompt prompt, String chain, Generation text) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("id", prompt.id());
    if (!prompt.group().isEmpty()) {
      row.put("group", prompt.group());
    }
    row.put("chain", chain);
    row.put("sample", text.sample());
    row.put("prompt", prompt.text());
    row.put("text", text.text());
    row.put("tokens", text.ids().length);
    row.put("finish", text.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    row.put("rule", text.rule());
    row.put("bits_per_token", text.trace().meanBits());
    if (text.slides() > 0) {
      row.put("slides", text.slides());
    }
    row.set("ids", Json.MAPPER.valueToTree(text.ids()));
    if (writeTrace) {
      row.set("trace", Json.MAPPER.valueToTree(columns(text.trace())));
    }
    return row;
  }

  private static Map<String, Object> columns(Trace trace) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("lp_raw", trace.rawLogProbability());
    columns.put("lp_final", trace.finalLogProbability());
    columns.put("entropy_raw", trace.entropyRaw());
    columns.put("entropy_final", trace.entropyFinal());
    columns.put("rank", trace.rank());
    columns.put("kept", trace.kept());
    columns.put("kept_mass", trace.keptMass());
    columns.put("top_dropped", trace.topDropped());
    if (Arrays.stream(trace.mu()).noneMatch(Double::isNaN)) {
      columns.put("mu", trace.mu());
    }
    return columns;
  }

  private static void count(Tally tally, Generation text) {
    Trace trace = text.trace();
    int n = trace.steps();
    tally.add("texts", 1);
    tally.add("tokens", n);
    tally.add("bytes", text.text().getBytes(StandardCharsets.UTF_8).length);
    tally.add("slides", text.slides());
    tally.add("finish." + text.reason(), 1);
    tally.sample("length", n);
    tally.sample("bits", trace.meanBits());
    tally.sample("repetition", TextMeasures.repetition(text.ids(), NGRAM));
    double ln2 = StrictMath.log(2);
    double away = 0;
    double[] blocks = new double[BLOCKS];
    int[] size = new int[BLOCKS];
    for (int t = 0; t < n; t++) {
      double bits = -trace.rawLogProbability()[t] / ln2;
      int block = (int) ((long) t * BLOCKS / n);
      blocks[block] += bits;
      size[block]++;
      if (trace.whole()) {
        away += Math.abs(bits - trace.entropyRaw()[t] / ln2);
        tally.add("entropy-bits", trace.entropyRaw()[t] / ln2);
        tally.add("kept", trace.kept()[t]);
        tally.add("kept-mass", trace.keptMass()[t]);
        tally.add("top-dropped", trace.topDropped()[t] ? 1 : 0);
      }
    }
    if (trace.whole()) {
      tally.sample("away-from-entropy", away / n);
    }
    for (int b = 0; n >= BLOCKS && b < BLOCKS; b++) {
      tally.sample("block." + b, blocks[b] / size[b]);
    }
  }

  /** The table, chart and figures that every run of chains shows. */
  public void describe(Job job, Map<String, Tally> tallies) {
    Summary summary = job.summary();
    double texts = tallies.values().stream().mapToDouble(t -> t.get("texts")).sum();
    double tokens = tallies.values().stream().mapToDouble(t -> t.get("tokens")).sum();
    summary.figure("texts", Math.round(texts), Format.COUNT);
    summary.figure("generated tokens", Math.round(tokens), Format.COUNT);
    if (texts == 0) {
      summary.warning("there were no prompts, so nothing was generated");
      return;
    }
    Summary.Table table =
        Summary.table(
            "chains",
            "What the texts were like",
            "Surprise is under the model's own distribution. Repetition is the share of 4-grams"
                + " seen before in the same text.",
            "chain",
            Format.TEXT,
            "texts",
            Format.COUNT,
            "mean tokens",
            Format.NUMBER,
            "surprise, bits",
            Format.NUMBER,
            "repetition",
            Format.SHARE,
            "entropy, bits",
            Format.NUMBER,
            "|surprise - entropy|, bits",
            Format.NUMBER,
            "tokens kept",
            Format.NUMBER,
            "mass kept",
            Format.SHARE,
            "top token dropped",
            Format.SHARE);
    tallies.forEach(
        (name, t) ->
            Summary.row(
                table,
                name,
                t.count("texts"),
                t.mean("length"),
                t.mean("bits"),
                orNull(t.mean("repetition")),
                perToken(t, "entropy-bits"),
                orNull(t.mean("away-from-entropy")),
                perToken(t, "kept"),
                perToken(t, "kept-mass"),
                perToken(t, "top-dropped")));
    summary.add(table);
    estimates(summary, tallies);
    finishes(summary, tallies);
    drift(summary, tallies);
    double slides = tallies.values().stream().mapToDouble(t -> t.get("slides")).sum();
    if (slides > 0) {
      summary.warning(
          Math.round(slides) + " times a row was full and its middle was dropped, as asked for");
    }
  }

  private Object perToken(Tally tally, String name) {
    return traced ? (Object) (tally.get(name) / tally.get("tokens")) : null;
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static void estimates(Summary summary, Map<String, Tally> tallies) {
    List<Summary.Named> named = new ArrayList<>();
    tallies.forEach(
        (name, tally) -> {
          named.add(new Summary.Named(name + ": bits per token", tally.estimate("bits")));
          named.add(new Summary.Named(name + ": tokens per text", tally.estimate("length")));
        });
    summary.add(
        new Summary.Estimates(
            "surprise", "Surprise and length", "means over texts, with 95% intervals", named));
  }

  private static void finishes(Summary summary, Map<String, Tally> tallies) {
    Summary.Table table =
        Summary.table(
            "finish",
            "Why texts ended",
            "",
            "chain",
            Format.TEXT,
            "reason",
            Format.TEXT,
            "texts",
            Format.COUNT);
    tallies.forEach(
        (name, tally) -> {
          for (FinishReason reason : FinishReason.values()) {
            if (tally.count("finish." + reason) > 0) {
              Summary.row(
                  table,
                  name,
                  reason.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  tally.count("finish." + reason));
            }
          }
        });
    summary.add(table);
  }

  private static void drift(Summary summary, Map<String, Tally> tallies) {
    List<Object> x = new ArrayList<>();
    for (int b = 0; b < BLOCKS; b++) {
      x.add((b + 1) + "/" + BLOCKS);
    }
    List<Summary.Line> lines = new ArrayList<>();
    tallies.forEach(
        (name, tally) -> {
          List<Double> y = new ArrayList<>();
          for (int b = 0; b < BLOCKS; b++) {
            y.add(orNull(tally.mean("block." + b)));
          }
          lines.add(new Summary.Line(name, y));
        });
    summary.add(
        new Summary.Chart(
            "drift",
            "Surprise along the text",
            "falling: the text becomes predictable; rising: it loses its thread",
            Summary.Shape.LINE,
            "part of the text",
            x,
            "bits per token",
            Format.NUMBER,
            lines));
  }
}
