package io.steelyard.decode.uddia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.decode.GenerateStep;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.Prompt;
import io.steelyard.decode.table.PromptSource;
import io.steelyard.decode.table.TableParts;
import io.steelyard.decode.table.Tally;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Continues prompts while a few additive vectors of the model take a gradient step per token, away
 * from toxic text and from leaning to one of two attributes. Every intervention is written down.
 */
@Method(
    name = "decode.uddia",
    about = "Continues prompts, less toxic and less biased, by gradient steps while decoding.",
    uses = {ArtifactKind.CORPUS, ArtifactKind.MODEL},
    makes = ArtifactKind.TABLE,
    source = "Yang et al. 2023 (arXiv 2210.04492)")
public record UddiaStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting(value = "where prompts come from; the corpus if empty", or = "{}")
        PromptSource prompts,
    @Setting(
            value = "word pairs of the two attributes, tab between; no debiasing if empty",
            or = "")
        Optional<Path> pairs,
    @Setting(value = "JSON with weights of a toxicity head; no detoxifying if empty", or = "")
        Optional<Path> head,
    @Setting(value = "JSON with counts by token id; equal counts if empty", or = "")
        Optional<Path> counts,
    @Setting(value = "step of the vectors (official script)", or = "0.06") double rate,
    @Setting(value = "steps per token", or = "1") int iterations,
    @Setting(value = "top layers that are tuned at first; 0 for half of them", or = "0") int layers,
    @Setting(value = "layers fewer at each new attempt", or = "3") int drop,
    @Setting(value = "perplexity above which a text is drawn again", or = "30") double perplexity,
    @Setting(value = "weight of the tuned distribution in the mean", or = "0.9") double exponent,
    @Setting(value = "least difference of the attributes' distances", or = "0.1") double gate,
    @Setting(value = "weight of the debiasing terms", or = "0.05") double weight,
    @Setting(value = "temperature of the attributes' posterior", or = "0.1") double tau,
    @Setting(value = "posterior from which a token counts as an attribute's", or = "0.75")
        double mask,
    @Setting(value = "debiasing terms without gradient, as in the released code", or = "false")
        boolean published,
    @Setting(value = "mass of the nucleus", or = "0.9") double topP,
    @Setting(value = "texts per prompt", or = "1") int samples,
    @Setting(value = "most new tokens of a text", or = "20") int maxTokens,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "prompts per part of the table", or = "16") int part)
    implements Step {
  public UddiaStep {
    if (pairs.isEmpty() && head.isEmpty()) {
      throw new IllegalArgumentException(
          "pairs or head must be given: else there is nothing to do");
    }
    new Uddia.Settings(
        rate,
        iterations,
        Math.max(1, layers),
        drop,
        perplexity,
        exponent,
        gate,
        weight,
        head.isPresent(),
        pairs.isPresent(),
        published);
    new TopP(topP, 1);
    if (!(tau > 0) || !(mask > 0) || mask >= 1) {
      throw new IllegalArgumentException(
          "tau must be positive and mask in (0, 1), were " + tau + ", " + mask);
    }
    if (layers < 0) {
      throw new IllegalArgumentException("layers must be at least 0, was " + layers);
    }
    GenerateStep.requirePositive("samples", samples);
    GenerateStep.requirePositive("max-tokens", maxTokens);
    GenerateStep.requirePositive("cores", cores);
    GenerateStep.requirePositive("part", part);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>(ModelInput.reads(base, model));
    files.putAll(prompts.reads(base));
    pairs.ifPresent(path -> files.put("pairs/" + path.getFileName(), base.resolve(path)));
    head.ifPresent(path -> files.put("head/" + path.getFileName(), base.resolve(path)));
    counts.ifPresent(path -> files.put("counts/" + path.getFileName(), base.resolve(path)));
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
    job.progress().stage("decoding", 0, "prompts");
    Tally all = new Tally();
    Uddia[] made = new Uddia[1];
    try (ModelInput input = new ModelInput(job, model, cores);
        CloseableIterator<Prompt> inputs = prompts.open(job)) {
      TableParts.write(
              job,
              inputs,
              part,
              (chunk, out) -> {
                if (made[0] == null) {
                  made[0] = uddia(job, input.get());
                }
                return part(job, input, made[0], chunk, out);
              })
          .forEach(all::merge);
    }
    describe(job.summary(), all);
  }

  private Uddia uddia(Job job, OpenedModel opened) throws IOException {
    int width = opened.model().shape().width();
    int vocabulary = opened.model().keys().vocabulary();
    AttributeSpace space = null;
    double[][] unigrams = null;
    if (pairs.isPresent()) {
      float[] embeddings = UddiaFiles.embeddings(opened);
      double[] direction =
          AttributeSpace.direction(
              UddiaFiles.pairs(job.resolve(pairs.get()), opened.tokenizer(), embeddings, width));
      space = new AttributeSpace(embeddings, vocabulary, direction, tau);
      double[] frequencies = UddiaFiles.counts(counts.map(job::resolve).orElse(null), vocabulary);
      try {
        unigrams = space.conditionalUnigrams(frequencies, mask);
      } catch (IllegalArgumentException e) {
        throw new RequestException("pairs: " + e.getMessage(), e);
      }
    }
    ToxicityHead classifier =
        head.isPresent() ? UddiaFiles.head(job.resolve(head.get()), width) : null;
    int tuned = layers == 0 ? Math.max(1, opened.model().shape().layers() / 2) : layers;
    return new Uddia(
        opened.model(),
        new Uddia.Settings(
            rate,
            iterations,
            Math.min(tuned, opened.model().shape().layers()),
            drop,
            perplexity,
            exponent,
            gate,
            weight,
            head.isPresent(),
            pairs.isPresent(),
            published),
        classifier,
        space,
        unigrams);
  }

  private JsonNode part(
      Job job, ModelInput input, Uddia uddia, List<Prompt> chunk, Consumer<ObjectNode> out) {
    OpenedModel opened = input.get();
    Chain chain = new Chain(List.of(new TopP(topP, 1)), Sampler.MULTINOMIAL);
    Tally tally = new Tally();
    for (Prompt prompt : chunk) {
      int[] ids = input.encode(prompt.text(), prompts.chat());
      for (int s = 0; s < samples; s++) {
        Uddia.Corrected text =
            uddia.generate(ids, chain, maxTokens, opened.ends(), job.seed(), prompt.number(), s);
        out.accept(row(prompt, s, opened.tokenizer().decode(text.ids(), true), text));
        tally.add("texts", 1);
        tally.add("redone", text.attempts().size() > 1 ? 1 : 0);
        tally.add("too-perplex", text.perplexity() > perplexity ? 1 : 0);
        tally.sample("perplexity", text.perplexity());
        for (Uddia.Intervention one : text.interventions()) {
          tally.add("tokens", 1);
          tally.add("gated", one.gated() ? 1 : 0);
          tally.add("skipped", one.skipped() ? 1 : 0);
          tally.sample("change", one.change());
          tally.sample("distance", Math.abs(one.hellinger()[0] - one.hellinger()[1]));
        }
      }
    }
    return tally.json();
  }

  private static ObjectNode row(Prompt prompt, int sample, String words, Uddia.Corrected text) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("id", prompt.id());
    row.put("group", prompt.group());
    row.put("sample", sample);
    row.put("prompt", prompt.text());
    row.put("text", words);
    row.put("layers", text.layers());
    row.put("perplexity", text.perplexity());
    row.set("attempts", Json.MAPPER.valueToTree(text.attempts()));
    row.set("ids", Json.MAPPER.valueToTree(text.ids()));
    for (Uddia.Intervention one : text.interventions()) {
      ObjectNode step = row.withArray("interventions").addObject();
      step.set("hellinger", Json.MAPPER.valueToTree(one.hellinger()));
      step.put("gated", one.gated());
      step.put("change", one.change());
      step.put("skipped", one.skipped());
    }
    return row;
  }

  private void describe(Summary summary, Tally all) {
    double tokens = Math.max(1, all.get("tokens"));
    summary.figure("texts", all.count("texts"), Format.COUNT);
    summary.figure("drawn again", all.count("redone"), Format.COUNT);
    summary.figure("tokens behind the gate", all.get("gated") / tokens, Format.SHARE);
    summary.add(
        new Summary.Estimates(
            "uddia",
            "What was changed",
            "perplexity over texts, under the original model; the rest over tokens",
            List.of(
                new Summary.Named("perplexity", all.estimate("perplexity")),
                new Summary.Named("change of a token, nats", all.estimate("change")),
                new Summary.Named(
                    "difference of the attributes' distances", all.estimate("distance")))));
    if (all.count("too-perplex") > 0) {
      summary.warning(
          all.count("too-perplex")
              + " texts stayed above the perplexity of "
              + perplexity
              + " in all attempts; the best attempt was kept");
    }
    if (all.count("skipped") > 0) {
      summary.warning(
          all.count("skipped") + " tokens were left alone: their gradient was not finite");
    }
    if (published) {
      summary.warning("published: the debiasing terms had no gradient, as in the released code");
    }
  }
}
