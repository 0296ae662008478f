package io.steelyard.decode.diverse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.decode.Decoder;
import io.steelyard.decode.FinishReason;
import io.steelyard.decode.GenerateStep;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Overflow;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.LogitBias;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.table.JsonLines;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.model.OpenedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes labelled texts with a model, round by round: tokens that the set has used become less
 * likely in the next round, so that it does not say the same again. Then people repair it: the step
 * writes a review queue, and applies a filled one that it is given.
 *
 * <p>A round is a part of the table; a killed run goes on after the last one, its counts taken from
 * the rounds that are there.
 */
@Method(
    name = "decode.diverse-generation",
    about = "Writes labelled texts that do not repeat each other, for people to review.",
    uses = ArtifactKind.MODEL,
    makes = ArtifactKind.TABLE,
    source = "Chung et al. 2023 (arXiv 2306.04140)")
public record DiverseGenerationStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting("what the texts are, as the prompt says it") String task,
    @Setting("labels and how the prompt says them") Map<String, String> labels,
    @Setting(value = "JSON Lines with label and text: examples for the prompt", or = "")
        Optional<Path> examples,
    @Setting(value = "examples in a prompt", or = "3") int shots,
    @Setting(value = "texts per label", or = "50") int perLabel,
    @Setting(value = "bias of the most frequent token; 0 is off", or = "7.5") double weight,
    @Setting(value = "tokens that are biased; 0 for all", or = "100") int most,
    @Setting(value = "whether a token counts once per text", or = "false") boolean oncePerText,
    @Setting(value = "what is counted together: task or label", or = "task") Scope scope,
    @Setting(value = "temperature after the bias", or = "0.9") double temperature,
    @Setting(value = "mass of the nucleus; 1 is off", or = "1") double topP,
    @Setting(value = "texts per label and round; counts move between rounds", or = "8") int batch,
    @Setting(value = "most rounds", or = "100") int maxRounds,
    @Setting(value = "most tokens of a text; longer ones are left out", or = "60") int maxTokens,
    @Setting(value = "share of texts that may be too long", or = "20%") Share maxTooLong,
    @Setting(value = "a filled review queue", or = "") Optional<Path> reviews,
    @Setting(value = "whether reviewed labels replace prompted ones", or = "true") boolean replace,
    @Setting(value = "whether texts out of scope are removed", or = "true") boolean filter,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores)
    implements Step {
  private static final String QUOTE = "\"";

  /** What is counted together. */
  public enum Scope {
    TASK,
    LABEL
  }

  public DiverseGenerationStep {
    labels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    if (labels.size() < 2) {
      throw new IllegalArgumentException("labels must be at least 2, were " + labels.keySet());
    }
    new SetSuppression(weight, most, oncePerText, Set.of());
    new Temperature(temperature);
    new TopP(topP, 1);
    if (shots < 0) {
      throw new IllegalArgumentException("shots must be at least 0, was " + shots);
    }
    GenerateStep.requirePositive("per-label", perLabel);
    GenerateStep.requirePositive("batch", batch);
    GenerateStep.requirePositive("max-rounds", maxRounds);
    GenerateStep.requirePositive("max-tokens", maxTokens);
    GenerateStep.requirePositive("rows", rows);
    GenerateStep.requirePositive("cores", cores);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>(ModelInput.reads(base, model));
    examples.ifPresent(path -> files.put("examples/" + path.getFileName(), base.resolve(path)));
    reviews.ifPresent(path -> files.put("reviews/" + path.getFileName(), base.resolve(path)));
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
    job.progress().stage("writing", (long) perLabel * labels.size(), "texts");
    Map<String, List<String>> seeds = seeds(job);
    DiverseSet set = new DiverseSet(labels.keySet());
    try (ModelInput input = new ModelInput(job, model, cores)) {
      for (int round = 0; round < maxRounds && !set.full(perLabel); round++) {
        Job.stopIfInterrupted();
        Path file = job.out().resolve(String.format(Locale.ROOT, "round-%05d.jsonl", round));
        ShardStamp stamp = ShardStamp.read(file);
        if (stamp == null) {
          stamp = round(job, input.get(), seeds, set, round, file);
        } else {
          set.read(file, stamp.notes());
        }
        job.add(stamp);
      }
    }
    if (set.drawn() > 0 && set.tooLong() > maxTooLong.value() * set.drawn()) {
      throw new WorkException(
          set.tooLong()
              + " of "
              + set.drawn()
              + " texts did not end within "
              + maxTokens
              + " tokens: the bias may forbid what ends them; lower weight, or raise max-tokens or"
              + " max-too-long");
    }
    finish(job, set);
  }

  private Map<String, List<String>> seeds(Job job) throws IOException {
    Map<String, List<String>> seeds = new LinkedHashMap<>();
    labels.keySet().forEach(label -> seeds.put(label, new ArrayList<>()));
    if (examples.isPresent()) {
      try (CloseableIterator<JsonLines.Line> lines = JsonLines.read(job.resolve(examples.get()))) {
        while (lines.hasNext()) {
          JsonLines.Line line = lines.next();
          List<String> texts = seeds.get(line.text("label"));
          if (texts == null) {
            throw new RequestException(
                line.where() + ": '" + line.text("label") + "' is none of the labels");
          }
          texts.add(line.text("text").strip());
        }
      }
    }
    return seeds;
  }

  private ShardStamp round(
      Job job,
      OpenedModel opened,
      Map<String, List<String>> seeds,
      DiverseSet set,
      int round,
      Path file) {
    Set<Integer> exempt = SetSuppression.endsOf(opened);
    List<String> open = set.open(perLabel);
    List<GenerationRequest> requests = new ArrayList<>();
    for (String label : open) {
      SetSuppression suppression = new SetSuppression(weight, most, oncePerText, exempt);
      set.tokens(scope == Scope.LABEL ? label : null).forEach(suppression::add);
      long id = Draws.mix(Draws.hash(label), round);
      String prompt = prompt(label, seeds.get(label), id, job.seed());
      List<StopRule> stops = new ArrayList<>();
      stops.add(new StopRule.Strings(List.of(QUOTE, "\n"), false));
      if (opened.ends().length > 0) {
        stops.add(StopRule.Tokens.of(opened.ends()));
      }
      requests.add(
          new GenerationRequest(
              id,
              Prompts.encode(opened, prompt),
              chain(suppression.bias()),
              batch,
              job.seed(),
              stops,
              maxTokens,
              false,
              Overflow.REFUSE));
    }
    List<Generation> texts =
        new Decoder(opened, rows, job.threads()).generate(requests, TokenListener.SILENT);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    ObjectNode notes = Json.MAPPER.createObjectNode();
    int tooLong = 0;
    int again = 0;
    int kept = 0;
    for (int i = 0; i < texts.size(); i++) {
      Generation text = texts.get(i);
      String label = open.get(i / batch);
      if (text.reason() == FinishReason.MAX_NEW_TOKENS) {
        tooLong++;
      } else if (!set.isNew(text.text())) {
        again++;
      } else if (set.count(label) < perLabel) {
        ObjectNode row = set.row(label, round, text);
        set.add(row);
        lines.writeBytes(Json.canonical(row));
        lines.write('\n');
        kept++;
      }
    }
    job.progress().advance(kept);
    notes.put("drawn", texts.size());
    notes.put("too-long", tooLong);
    notes.put("again", again);
    set.note(notes);
    byte[] bytes = lines.toByteArray();
    AtomicFile.write(file, bytes);
    ShardStamp stamp = ShardStamp.of(file, kept, Digest.of(bytes), notes);
    stamp.write(job.out());
    return stamp;
  }

  private Chain chain(Map<Integer, Double> bias) {
    List<Processor> stages = new ArrayList<>();
    if (!bias.isEmpty()) {
      stages.add(new LogitBias(bias));
    }
    if (temperature != 1) {
      stages.add(new Temperature(temperature));
    }
    if (topP < 1) {
      stages.add(new TopP(topP, 1));
    }
    return new Chain(stages, Sampler.MULTINOMIAL);
  }

  /** The instruction, a few examples of the label, and an open quote. */
  private String prompt(String label, List<String> seeds, long id, long seed) {
    StringBuilder text = new StringBuilder(task.strip());
    text.append("\nTexts about ").append(labels.get(label)).append(":\n");
    int n = Math.min(shots, seeds.size());
    for (int i = 0; i < n; i++) {
      int pick = (int) Draws.permute(i, seeds.size(), Draws.mix(seed, id));
      text.append(i + 1).append(". ").append(QUOTE).append(seeds.get(pick)).append(QUOTE);
      text.append('\n');
    }
    return text.append(n + 1).append(". ").append(QUOTE).toString();
  }

  private void finish(Job job, DiverseSet set) throws IOException {
    List<String> names = List.copyOf(labels.keySet());
    List<LabelledText> texts = set.texts();
    Map<String, String> reviewed =
        reviews.isPresent() ? ReviewQueue.read(job.resolve(reviews.get()), names) : Map.of();
    List<LabelledText> repaired =
        new LabelRepair(replace, filter).apply(texts, text -> reviewed.get(text.id()));
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (LabelledText text : repaired) {
      ObjectNode row = Json.MAPPER.createObjectNode();
      row.put("id", text.id());
      row.put("text", text.text());
      row.put("prompted_label", text.promptedLabel());
      row.put("final_label", text.finalLabel());
      row.put("status", text.status().name().toLowerCase(Locale.ROOT));
      row.put("reviewed", reviewed.containsKey(text.id()));
      lines.writeBytes(Json.canonical(row));
      lines.write('\n');
    }
    job.file("texts.jsonl", lines.toByteArray());
    job.file(
        "review.jsonl",
        ReviewQueue.write(
            texts.stream().filter(t -> !reviewed.containsKey(t.id())).toList(), names, job.seed()));
    SetSuppression counts = new SetSuppression(weight, most, oncePerText, Set.of());
    set.tokens(null).forEach(counts::add);
    job.file("counts.json", Json.pretty(counts.counts()));
    DiverseSummary.describe(job.summary(), set, repaired, reviewed, names, perLabel);
  }
}
