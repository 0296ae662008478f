package io.steelyard.decode;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.decode.table.ChainRun;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.PromptSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Continues prompts with a model: one row of JSON Lines per text, with its tokens, surprise and why
 * it ended.
 *
 * <p>Example: {@code steelyard decode.generate --model smollm2.gguf --prompts questions.jsonl
 * --chain "{preset: llama-cpp, temperature: 0.7}" --out answers}.
 */
@Method(
    name = "decode.generate",
    about = "Continues prompts with a model under a chain of stages.",
    uses = {ArtifactKind.CORPUS, ArtifactKind.MODEL},
    makes = ArtifactKind.TABLE,
    source = "decoding engine")
public record GenerateStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting(value = "where prompts come from; the corpus if empty", or = "{}")
        PromptSource prompts,
    @Setting(value = "how each token is chosen", or = "{}") ChainSettings chain,
    @Setting(value = "texts per prompt", or = "1") int samples,
    @Setting(value = "most new tokens of a text", or = "128") int maxTokens,
    @Setting(value = "strings that end a text and are left out of it", or = "") List<String> stop,
    @Setting(value = "whether the model's end tokens end a text", or = "true") boolean endTokens,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(
            value =
                "whether each text is computed by itself, so that rows and the other prompts do not"
                    + " matter to the last digit; as slow as one text after the other",
            or = "false")
        boolean reproducible,
    @Setting(value = "whether every step of every text is written down", or = "false")
        boolean trace,
    @Setting(value = "whether texts beyond the context drop their middle", or = "false")
        boolean slide,
    @Setting(value = "first tokens that a sliding text keeps", or = "4") int slideKeep,
    @Setting(value = "prompts per part of the table", or = "64") int part)
    implements Step {
  public GenerateStep {
    stop = List.copyOf(stop);
    requirePositive("samples", samples);
    requirePositive("max-tokens", maxTokens);
    requirePositive("rows", rows);
    requirePositive("cores", cores);
    requirePositive("part", part);
  }

  public static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>(ModelInput.reads(base, model));
    files.putAll(prompts.reads(base));
    return files;
  }

  @Override
  public void run(Job job) throws IOException {
    Overflow overflow = slide ? Overflow.slide(slideKeep) : Overflow.REFUSE;
    LongAdder generated = new LongAdder();
    ChainRun run =
        new ChainRun(
            prompts,
            opened ->
                Map.of(
                    chain.preset().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    chain.chain(opened.tokenizer(), opened.ends())),
            new ChainRun.Budget(samples, maxTokens, stop, endTokens, overflow, rows, reproducible),
            trace,
            trace,
            part,
            generated);
    long start = System.nanoTime();
    try (ModelInput input = new ModelInput(job, model, cores)) {
      var tallies = run.run(job, input);
      run.describe(job, tallies);
      double seconds = (System.nanoTime() - start) / 1e9;
      job.summary()
          .figure("seconds", seconds, Format.SECONDS, "of this run, finished parts not counted");
      job.summary()
          .figure(
              "tokens per second",
              generated.sum() / seconds,
              Format.NUMBER,
              "of this run, opening the model included");
    }
  }
}
