package io.steelyard.decode;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Mirostat;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.TopK;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.table.ChainRun;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.PromptSource;
import io.steelyard.decode.table.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Continues prompts at a wanted surprise of tau bits per token, beside top-k and top-p with the
 * same random numbers; shows what was attained, and how the surprise drifts along the texts.
 */
@Method(
    name = "decode.mirostat",
    about = "Continues prompts at a wanted mean surprise per token.",
    uses = {ArtifactKind.CORPUS, ArtifactKind.MODEL},
    makes = ArtifactKind.TABLE,
    source = "Basu et al. 2021, Mirostat (arXiv 2007.14966)")
public record MirostatStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting(value = "where prompts come from; the corpus if empty", or = "{}")
        PromptSource prompts,
    @Setting(value = "wanted surprise in bits per token", or = "[3]") List<Double> tau,
    @Setting(value = "1: Zipf model and top-k; 2: threshold on surprise", or = "2") int version,
    @Setting(value = "how fast the threshold moves", or = "1") double eta,
    @Setting(value = "surprise under which distribution: original or renormalised", or = "original")
        Mirostat.SurpriseOf surpriseOf,
    @Setting(value = "how version 1 rounds its k: official or llama-cpp", or = "official")
        Mirostat.Rounding rounding,
    @Setting(value = "masses of nucleus sampling beside it", or = "") List<Double> topP,
    @Setting(value = "k of top-k sampling beside it", or = "") List<Integer> topK,
    @Setting(value = "texts per prompt", or = "1") int samples,
    @Setting(value = "most new tokens of a text", or = "400") int maxTokens,
    @Setting(value = "whether the model's end tokens end a text", or = "true") boolean endTokens,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "prompts per part of the table", or = "64") int part)
    implements Step {
  private static final int HEAD = 100;
  private static final double FAR = 0.1;

  public MirostatStep {
    tau = List.copyOf(tau);
    topP = List.copyOf(topP);
    topK = List.copyOf(topK);
    if (tau.isEmpty()) {
      throw new IllegalArgumentException("tau needs at least one value");
    }
    for (double t : tau) {
      new Mirostat(version, t, eta, Double.NaN, HEAD, surpriseOf, rounding);
    }
    topP.forEach(p -> new TopP(p, 1));
    topK.forEach(k -> new TopK(k, false));
    GenerateStep.requirePositive("samples", samples);
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

  private Map<String, Chain> chains() {
    Map<String, Chain> chains = new LinkedHashMap<>();
    for (double t : tau) {
      chains.put(
          name(t),
          new Chain(
              List.of(), new Mirostat(version, t, eta, Double.NaN, HEAD, surpriseOf, rounding)));
    }
    topP.forEach(p -> chains.put("top-p " + p, truncated(new TopP(p, 1))));
    topK.forEach(k -> chains.put("top-k " + k, truncated(new TopK(k, false))));
    return chains;
  }

  private static Chain truncated(Processor truncator) {
    return new Chain(List.of(truncator), Sampler.MULTINOMIAL);
  }

  private static String name(double tau) {
    return "mirostat tau " + tau;
  }

  @Override
  public void run(Job job) throws IOException {
    ChainRun run =
        new ChainRun(
            prompts,
            opened -> chains(),
            new ChainRun.Budget(
                samples, maxTokens, List.of(), endTokens, Overflow.REFUSE, rows, false),
            true,
            false,
            part,
            new java.util.concurrent.atomic.LongAdder());
    try (ModelInput input = new ModelInput(job, model, cores)) {
      Map<String, Tally> tallies = run.run(job, input);
      attained(job.summary(), tallies);
      run.describe(job, tallies);
    }
  }

  private void attained(Summary summary, Map<String, Tally> tallies) {
    Summary.Table table =
        Summary.table(
            "attained",
            "Wanted and attained surprise",
            "bits per token under the model, mean over texts",
            "tau",
            Format.NUMBER,
            "attained",
            Format.NUMBER,
            "difference",
            Format.NUMBER);
    for (double t : tau) {
      Tally tally = tallies.get(name(t));
      if (tally == null) {
        continue;
      }
      double bits = tally.mean("bits");
      Summary.row(table, t, bits, bits - t);
      if (Math.abs(bits - t) > FAR) {
        summary.warning(
            "tau "
                + t
                + " was not attained ("
                + String.format(java.util.Locale.ROOT, "%.2f", bits)
                + " bits): it is out of the model's reach here, or the texts are too short");
      }
    }
    summary.add(table);
  }
}
