package io.steelyard.decode;

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
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.Prompt;
import io.steelyard.decode.table.PromptSource;
import io.steelyard.decode.table.TableParts;
import io.steelyard.decode.table.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How probable given continuations are after their prompts. Each line of the file has a prompt and
 * a list of {@code continuations}; borders are encoded as in running text.
 */
@Method(
    name = "decode.score",
    about = "Scores given continuations of prompts with a model.",
    uses = ArtifactKind.MODEL,
    makes = ArtifactKind.TABLE,
    source = "decoding engine")
public record ScoreStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting("JSON Lines with prompt and continuations") PromptSource prompts,
    @Setting(value = "field with the list of continuations", or = "continuations")
        String continuations,
    @Setting(value = "most tokens of prompt and continuation", or = "2048") int capacity,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "prompts per part of the table", or = "256") int part)
    implements Step {
  public ScoreStep {
    if (prompts.file().isEmpty()) {
      throw new IllegalArgumentException("prompts must name a file with continuations");
    }
    GenerateStep.requirePositive("capacity", capacity);
    GenerateStep.requirePositive("cores", cores);
    GenerateStep.requirePositive("part", part);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>(ModelInput.reads(base, model));
    files.putAll(prompts.reads(base));
    return files;
  }

  @Override
  public void run(Job job) throws IOException {
    job.progress().stage("scoring", 0, "prompts");
    Tally all = new Tally();
    try (ModelInput input = new ModelInput(job, model, cores);
        CloseableIterator<Prompt> inputs = prompts.open(job)) {
      TableParts.write(job, inputs, part, (chunk, out) -> score(input, chunk, out))
          .forEach(all::merge);
    }
    Summary summary = job.summary();
    summary.figure("continuations", all.count("log-probability.n"), Format.COUNT);
    summary.figure(
        "encoded across the border",
        all.count("retokenised"),
        Format.COUNT,
        "scored from the last token that prompt and whole share");
    summary.add(
        new Summary.Estimates(
            "scores",
            "Log-probabilities of continuations",
            "natural logarithms; means over continuations",
            List.of(
                new Summary.Named("whole continuation", all.estimate("log-probability")),
                new Summary.Named("per token", all.estimate("per-token")),
                new Summary.Named("per byte", all.estimate("per-byte")))));
  }

  private JsonNode score(ModelInput input, List<Prompt> chunk, Consumer<ObjectNode> out) {
    Tally tally = new Tally();
    try (ContinuationScorer scorer = new ContinuationScorer(input.get(), capacity)) {
      for (Prompt prompt : chunk) {
        List<String> texts = texts(prompt);
        List<ContinuationScorer.Score> scores = scorer.score(prompt.text(), texts);
        for (int i = 0; i < texts.size(); i++) {
          ContinuationScorer.Score score = scores.get(i);
          int bytes = texts.get(i).getBytes(StandardCharsets.UTF_8).length;
          tally.sample("log-probability", score.logProbability());
          tally.sample("per-token", score.ids().length == 0 ? Double.NaN : score.mean());
          tally.sample("per-byte", bytes == 0 ? Double.NaN : score.logProbability() / bytes);
          tally.add("retokenised", score.retokenised() ? 1 : 0);
          ObjectNode row = Json.MAPPER.createObjectNode();
          row.put("id", prompt.id());
          row.put("number", i);
          row.put("continuation", texts.get(i));
          row.put("log_probability", score.logProbability());
          row.put("tokens", score.ids().length);
          row.put("bytes", bytes);
          row.put("retokenised", score.retokenised());
          row.set("token_log_probabilities", Json.MAPPER.valueToTree(score.logProbabilities()));
          out.accept(row);
        }
      }
    }
    return tally.json();
  }

  private List<String> texts(Prompt prompt) {
    JsonNode list = prompt.fields().path(continuations);
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    if (!list.isArray() || texts.isEmpty()) {
      throw new RequestException(
          "prompt '" + prompt.id() + "' has no list of texts in the field '" + continuations + "'");
    }
    return texts;
  }
}
