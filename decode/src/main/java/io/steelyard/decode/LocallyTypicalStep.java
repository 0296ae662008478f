package io.steelyard.decode;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.chain.Typical;
import io.steelyard.decode.table.ChainRun;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.PromptSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Continues prompts by locally typical sampling at one or several masses, beside nucleus sampling
 * with the same random numbers, and shows how near each stays to the entropy of its steps, how
 * often it drops the top token, and how much it repeats itself.
 */
@Method(
    name = "decode.locally-typical",
    about = "Continues prompts with tokens whose surprise is near the entropy of their step.",
    uses = {ArtifactKind.CORPUS, ArtifactKind.MODEL},
    makes = ArtifactKind.TABLE,
    source = "Meister et al. 2023, Locally Typical Sampling (arXiv 2202.00666)")
public record LocallyTypicalStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting(value = "where prompts come from; the corpus if empty", or = "{}")
        PromptSource prompts,
    @Setting(value = "masses: 0.2 for stories, 0.95 for summaries", or = "[0.2, 0.5, 0.95]")
        List<Double> mass,
    @Setting(value = "masses of nucleus sampling beside it", or = "[0.9]") List<Double> topP,
    @Setting(value = "rule at the border of the kept set: hf or llama-cpp", or = "hf")
        Typical.Rule rule,
    @Setting(value = "fewest tokens kept", or = "1") int minKeep,
    @Setting(value = "temperature before truncation", or = "1") double temperature,
    @Setting(value = "texts per prompt", or = "1") int samples,
    @Setting(value = "most new tokens of a text", or = "256") int maxTokens,
    @Setting(value = "strings that end a text and are left out of it", or = "") List<String> stop,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "prompts per part of the table", or = "64") int part)
    implements Step {
  public LocallyTypicalStep {
    mass = List.copyOf(mass);
    topP = List.copyOf(topP);
    stop = List.copyOf(stop);
    if (mass.isEmpty()) {
      throw new IllegalArgumentException("mass needs at least one value");
    }
    mass.forEach(m -> new Typical(m, 1, Typical.Rule.HF));
    topP.forEach(p -> new TopP(p, 1));
    GenerateStep.requirePositive("min-keep", minKeep);
    GenerateStep.requirePositive("samples", samples);
    GenerateStep.requirePositive("max-tokens", maxTokens);
    GenerateStep.requirePositive("rows", rows);
    GenerateStep.requirePositive("cores", cores);
    GenerateStep.requirePositive("part", part);
    new Temperature(temperature);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>(ModelInput.reads(base, model));
    files.putAll(prompts.reads(base));
    return files;
  }

  private Map<String, Chain> chains() {
    Map<String, Chain> chains = new LinkedHashMap<>();
    mass.forEach(m -> chains.put("typical " + m, chain(new Typical(m, minKeep, rule))));
    topP.forEach(p -> chains.put("top-p " + p, chain(new TopP(p, minKeep))));
    return chains;
  }

  private Chain chain(Processor truncator) {
    List<Processor> stages = new ArrayList<>();
    if (temperature != 1) {
      stages.add(new Temperature(temperature));
    }
    stages.add(truncator);
    return new Chain(stages, Sampler.MULTINOMIAL);
  }

  @Override
  public void run(Job job) throws IOException {
    ChainRun run =
        new ChainRun(
            prompts,
            opened -> chains(),
            new ChainRun.Budget(samples, maxTokens, stop, true, Overflow.REFUSE, rows, false),
            true,
            false,
            part,
            new java.util.concurrent.atomic.LongAdder());
    try (ModelInput input = new ModelInput(job, model, cores)) {
      run.describe(job, run.run(job, input));
    }
  }
}
