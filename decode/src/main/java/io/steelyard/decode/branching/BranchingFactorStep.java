package io.steelyard.decode.branching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.stats.Bootstrap;
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
import io.steelyard.decode.Overflow;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.Trace;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.Prompt;
import io.steelyard.decode.table.PromptSource;
import io.steelyard.decode.table.TableParts;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Samples several answers to each prompt and says in how many ways they could have gone on: one row
 * per prompt, the mean over prompts with its interval, and the curve along the answers.
 *
 * <p>In memory: one number per prompt and group.
 */
@Method(
    name = "decode.branching-factor",
    about = "Measures the effective number of ways in which a model's answers could go on.",
    uses = {ArtifactKind.CORPUS, ArtifactKind.MODEL},
    makes = ArtifactKind.TABLE,
    source = "Yang et al. 2025, LLM Probability Concentration (arXiv 2506.17871)")
public record BranchingFactorStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting(value = "where prompts come from; the corpus if empty", or = "{}")
        PromptSource prompts,
    @Setting(value = "answers per prompt, at least 4; the paper takes 50", or = "50") int samples,
    @Setting(value = "mass of the nucleus that is drawn from and measured", or = "0.9") double topP,
    @Setting(value = "temperature", or = "1") double temperature,
    @Setting(value = "most new tokens of an answer", or = "512") int maxTokens,
    @Setting(value = "never the AEP value: for very random answers", or = "false")
        boolean entropyOnly,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "prompts per part of the table", or = "16") int part)
    implements Step {
  private static final int CURVE = 64;

  public BranchingFactorStep {
    if (samples < BranchingFactor.FEWEST) {
      throw new IllegalArgumentException(
          "samples must be at least " + BranchingFactor.FEWEST + ", was " + samples);
    }
    new TopP(topP, 1);
    new Temperature(temperature);
    GenerateStep.requirePositive("max-tokens", maxTokens);
    GenerateStep.requirePositive("rows", rows);
    GenerateStep.requirePositive("cores", cores);
    GenerateStep.requirePositive("part", part);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>(ModelInput.reads(base, model));
    files.putAll(prompts.reads(base));
    return files;
  }

  /** The two numbers per step of a whole trace. */
  public static BranchingFactor.Sample sample(Trace trace) {
    double[] h = new double[trace.steps()];
    double[] l = new double[trace.steps()];
    for (int t = 0; t < h.length; t++) {
      h[t] = trace.entropyFinal()[t];
      l[t] = trace.finalLogProbability()[t];
    }
    return new BranchingFactor.Sample(h, l);
  }

  private Chain chain() {
    List<Processor> stages = new ArrayList<>();
    if (temperature != 1) {
      stages.add(new Temperature(temperature));
    }
    stages.add(new TopP(topP, 1));
    return new Chain(stages, Sampler.MULTINOMIAL);
  }

  @Override
  public void run(Job job) throws IOException {
    job.progress().stage("sampling", 0, "prompts");
    List<JsonNode> notes;
    try (ModelInput input = new ModelInput(job, model, cores);
        CloseableIterator<Prompt> inputs = prompts.open(job)) {
      notes = TableParts.write(job, inputs, part, (chunk, out) -> measure(job, input, chunk, out));
    }
    describe(job, notes);
  }

  private JsonNode measure(
      Job job, ModelInput input, List<Prompt> chunk, Consumer<ObjectNode> out) {
    OpenedModel opened = input.get();
    Decoder decoder = new Decoder(opened, rows, job.threads());
    ObjectNode notes = Json.MAPPER.createObjectNode();
    List<StopRule> stops =
        opened.ends().length == 0 ? List.of() : List.of(StopRule.Tokens.of(opened.ends()));
    for (Prompt prompt : chunk) {
      GenerationRequest request =
          new GenerationRequest(
              prompt.number(),
              input.encode(prompt.text(), prompts.chat()),
              chain(),
              samples,
              job.seed(),
              stops,
              maxTokens,
              true,
              Overflow.REFUSE);
      List<Generation> texts = decoder.generate(List.of(request), TokenListener.SILENT);
      List<BranchingFactor.Sample> all = texts.stream().map(t -> sample(t.trace())).toList();
      BranchingFactor factor = BranchingFactor.of(all, entropyOnly);
      long[] bytes =
          texts.stream().mapToLong(t -> t.text().getBytes(StandardCharsets.UTF_8).length).toArray();
      ObjectNode row = row(prompt, factor, all, bytes);
      out.accept(row);
      ObjectNode note = notes.withArray("prompts").addObject();
      note.put("group", prompt.group());
      note.put("factor", factor.factor());
      note.put("per-byte", row.path("per_byte").asDouble());
      double[] curve = factor.curve();
      for (int k = 0; k < Math.min(CURVE, curve.length); k++) {
        note.withArray("curve").add(curve[k]);
      }
    }
    return notes;
  }

  private static ObjectNode row(
      Prompt prompt, BranchingFactor factor, List<BranchingFactor.Sample> samples, long[] bytes) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("id", prompt.id());
    row.put("group", prompt.group());
    row.put("prompt", prompt.text());
    row.put("samples", samples.size());
    row.put("branching_factor", factor.factor());
    row.put("log_branching_factor", factor.logFactor());
    row.put("estimator", factor.estimator().name().toLowerCase(java.util.Locale.ROOT));
    row.put("by_entropy", factor.entropyFactor());
    row.put("by_aep", factor.aepFactor());
    row.put("positions", factor.positions());
    row.put("alive_at_end", factor.alive()[factor.positions() - 1]);
    row.put("per_byte", BranchingFactor.perByte(samples, bytes));
    row.put("perplexity", BranchingFactor.perplexity(samples));
    return row;
  }

  private static void describe(Job job, List<JsonNode> notes) {
    List<Double> factors = new ArrayList<>();
    Map<String, List<Double>> groups = new TreeMap<>();
    double[] curve = new double[CURVE];
    int[] at = new int[CURVE];
    double logs = 0;
    for (JsonNode note : notes) {
      for (JsonNode prompt : note.path("prompts")) {
        double factor = prompt.path("factor").asDouble();
        factors.add(factor);
        logs += StrictMath.log(factor);
        groups.computeIfAbsent(prompt.path("group").asText(), g -> new ArrayList<>()).add(factor);
        for (int k = 0; k < prompt.path("curve").size(); k++) {
          curve[k] += prompt.path("curve").get(k).asDouble();
          at[k]++;
        }
      }
    }
    Summary summary = job.summary();
    summary.figure("prompts", factors.size(), Format.COUNT);
    if (factors.isEmpty()) {
      summary.warning("there were no prompts, so nothing was measured");
      return;
    }
    double[] all = factors.stream().mapToDouble(Double::doubleValue).toArray();
    Bootstrap bootstrap = Bootstrap.of(job.seed());
    List<Summary.Named> named = new ArrayList<>();
    named.add(new Summary.Named("all prompts", bootstrap.mean(all)));
    if (groups.size() > 1) {
      groups.forEach(
          (group, values) ->
              named.add(
                  new Summary.Named(
                      group.isEmpty() ? "(no group)" : group,
                      bootstrap.mean(values.stream().mapToDouble(Double::doubleValue).toArray()))));
    }
    summary.figure("branching factor", named.get(0).estimate().value(), Format.NUMBER);
    summary.add(
        new Summary.Estimates(
            "branching",
            "Ways to go on, per token",
            "mean over prompts of each prompt's factor; the factor of the mean logarithm is "
                + String.format(
                    java.util.Locale.ROOT, "%.3f", StrictMath.exp(logs / factors.size())),
            named));
    List<Object> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int k = 0; k < CURVE && at[k] > 0; k++) {
      x.add(k + 1);
      y.add(curve[k] / at[k]);
    }
    summary.add(
        new Summary.Chart(
            "curve",
            "Branching factor along the answer",
            "over all positions up to this one",
            Summary.Shape.LINE,
            "position",
            x,
            "branching factor",
            Format.NUMBER,
            List.of(new Summary.Line("branching factor", y))));
  }
}
