package io.steelyard.decode.multilingual;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
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
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.MinP;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.table.ChainRun;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.Prompt;
import io.steelyard.decode.table.PromptSource;
import io.steelyard.decode.table.TableParts;
import io.steelyard.decode.table.Tally;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Draws a pool of answers to each prompt, the greedy one among them as insurance, and chooses one.
 * Where prompts carry a reference, the pool's hope and risk and the chosen answer's quality (chrF)
 * are shown per language.
 *
 * <p>chrF compares answers in one language only. With {@code evidence}, answers in another language
 * are drawn too; they have a vote in the choice (X-MBR) and are never chosen, and likeness is that
 * of the model's hidden states.
 */
@Method(
    name = "decode.multilingual-sampling",
    about = "Draws several answers per prompt, the greedy one among them, and chooses one.",
    uses = {ArtifactKind.CORPUS, ArtifactKind.MODEL},
    makes = ArtifactKind.TABLE,
    source = "Khairi et al. 2025, When Life Gives You Samples (arXiv 2506.20544)")
public record MultilingualSamplingStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting(value = "prompts with language and, if any, reference", or = "{}")
        PromptSource prompts,
    @Setting(value = "field with a reference answer", or = "reference") String reference,
    @Setting(value = "answers per prompt", or = "5") int size,
    @Setting(value = "whether the greedy answer is one of them", or = "true") boolean hedged,
    @Setting(value = "temperatures, taken in turn", or = "[0.7]") List<Double> temperatures,
    @Setting(
            value = "least probability relative to the best, after temperature; 0 is off",
            or = "0.1")
        double minP,
    @Setting(value = "how one is chosen: mbr, chops, probable, longest or random", or = "mbr")
        Selector selector,
    @Setting(value = "what answers agree by (mbr): chrf, or states of the model", or = "chrf")
        Utility utility,
    @Setting(value = "answers in another language that have a vote (mbr); 0 for none", or = "0")
        int evidence,
    @Setting(value = "line that is put behind a prompt to get them", or = "Answer in English.")
        String evidencePrompt,
    @Setting(value = "most new tokens of an answer", or = "128") int maxTokens,
    @Setting(value = "most new tokens of the judge's answer (chops)", or = "256") int judgeTokens,
    @Setting(value = "strings that end an answer and are left out of it", or = "")
        List<String> stop,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "prompts per part of the table", or = "32") int part)
    implements Step {
  /** How one of a pool is chosen. */
  public enum Selector {
    /** The answer that agrees most with the others, by chrF. */
    MBR,
    /** The model itself as a judge of all at once; MBR where it names none. */
    CHOPS,
    /** The highest mean log-probability. */
    PROBABLE,
    LONGEST,
    RANDOM
  }

  /** What two answers agree by. */
  public enum Utility {
    /** Character n-grams: within one language. */
    CHRF,
    /** Cosine of mean hidden states: also between languages. */
    STATES
  }

  public MultilingualSamplingStep {
    temperatures = List.copyOf(temperatures);
    stop = List.copyOf(stop);
    PoolPlan.of(size, hedged, temperatures);
    if (minP != 0) {
      new MinP(minP);
    }
    if (evidence < 0) {
      throw new IllegalArgumentException("evidence must be at least 0, was " + evidence);
    }
    if (evidence > 0 && (utility != Utility.STATES || selector != Selector.MBR)) {
      throw new IllegalArgumentException(
          "evidence needs selector: mbr and utility: states, because chrf says nothing between"
              + " languages; were "
              + selector
              + " and "
              + utility);
    }
    GenerateStep.requirePositive("max-tokens", maxTokens);
    GenerateStep.requirePositive("judge-tokens", judgeTokens);
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

  private Chain chain(double temperature) {
    if (temperature == 0) {
      return Chain.GREEDY;
    }
    List<Processor> stages = new ArrayList<>();
    stages.add(new Temperature(temperature));
    if (minP > 0) {
      stages.add(new MinP(minP));
    }
    return new Chain(stages, Sampler.MULTINOMIAL);
  }

  @Override
  public void run(Job job) throws IOException {
    job.progress().stage("sampling", 0, "prompts");
    Map<String, Tally> languages = new TreeMap<>();
    try (ModelInput input = new ModelInput(job, model, cores);
        CloseableIterator<Prompt> inputs = prompts.open(job)) {
      List<JsonNode> notes =
          TableParts.write(job, inputs, part, (chunk, out) -> pools(job, input, chunk, out));
      for (JsonNode note : notes) {
        for (JsonNode one : note) {
          languages
              .computeIfAbsent(one.path("language").asText(), l -> new Tally())
              .merge(one.path("sums"));
        }
      }
    }
    describe(job.summary(), languages);
  }

  private JsonNode pools(Job job, ModelInput input, List<Prompt> chunk, Consumer<ObjectNode> out) {
    OpenedModel opened = input.get();
    PoolPlan plan = PoolPlan.of(size, hedged, temperatures);
    Map<Double, Integer> times = new LinkedHashMap<>();
    plan.temperatures().forEach(t -> times.merge(t, 1, Integer::sum));
    ChainRun.Budget budget =
        new ChainRun.Budget(1, maxTokens, stop, true, Overflow.REFUSE, rows, false);
    List<GenerationRequest> requests = new ArrayList<>();
    for (Prompt prompt : chunk) {
      int[] ids = input.encode(prompt.text(), prompts.chat());
      int arm = 0;
      for (Map.Entry<Double, Integer> entry : times.entrySet()) {
        requests.add(
            new GenerationRequest(
                Draws.mix(prompt.number(), arm++),
                ids,
                chain(entry.getKey()),
                entry.getValue(),
                job.seed(),
                budget.rules(opened),
                maxTokens,
                false,
                Overflow.REFUSE));
      }
    }
    Decoder decoder = new Decoder(opened, rows, job.threads());
    List<Generation> texts = decoder.generate(requests, TokenListener.SILENT);
    List<List<String>> votes = evidence(job, input, decoder, chunk, budget);
    Map<String, Tally> tallies = new TreeMap<>();
    for (int i = 0; i < chunk.size(); i++) {
      List<Generation> pool = texts.subList(i * size, (i + 1) * size);
      Tally tally = tallies.computeIfAbsent(chunk.get(i).group(), l -> new Tally());
      out.accept(row(job, input, decoder, chunk.get(i), pool, votes.get(i), tally));
    }
    var notes = Json.MAPPER.createArrayNode();
    tallies.forEach(
        (language, tally) -> {
          ObjectNode note = notes.addObject();
          note.put("language", language);
          note.set("sums", tally.json());
        });
    return notes;
  }

  /** Answers of each prompt in another language; empty lists where none are wanted. */
  private List<List<String>> evidence(
      Job job, ModelInput input, Decoder decoder, List<Prompt> chunk, ChainRun.Budget budget) {
    List<List<String>> votes = new ArrayList<>();
    if (evidence == 0) {
      chunk.forEach(prompt -> votes.add(List.of()));
      return votes;
    }
    List<GenerationRequest> requests = new ArrayList<>();
    for (Prompt prompt : chunk) {
      requests.add(
          new GenerationRequest(
              Draws.mix(prompt.number(), Draws.hash("evidence")),
              input.encode(prompt.text() + "\n" + evidencePrompt + "\n", prompts.chat()),
              chain(temperatures.get(0)),
              evidence,
              job.seed(),
              budget.rules(input.get()),
              maxTokens,
              false,
              Overflow.REFUSE));
    }
    List<Generation> texts = decoder.generate(requests, TokenListener.SILENT);
    for (int i = 0; i < chunk.size(); i++) {
      votes.add(
          texts.subList(i * evidence, (i + 1) * evidence).stream().map(Generation::text).toList());
    }
    return votes;
  }

  private ObjectNode row(
      Job job,
      ModelInput input,
      Decoder decoder,
      Prompt prompt,
      List<Generation> pool,
      List<String> votes,
      Tally tally) {
    double[] scores = new double[size];
    int chosen = choose(job, input, decoder, prompt, pool, votes, scores, tally);
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("id", prompt.id());
    row.put("language", prompt.group());
    row.put("prompt", prompt.text());
    row.put("chosen", chosen);
    row.put("text", pool.get(chosen).text());
    String gold = prompt.fields() == null ? "" : prompt.fields().path(reference).asText("");
    double[] quality = new double[size];
    for (int i = 0; i < size; i++) {
      ObjectNode one = row.withArray("pool").addObject();
      one.put("text", pool.get(i).text());
      one.put("score", scores[i]);
      one.put("tokens", pool.get(i).ids().length);
      if (!gold.isEmpty()) {
        quality[i] = ChrF.score(pool.get(i).text(), gold);
        one.put("quality", quality[i]);
      }
    }
    votes.forEach(text -> row.withArray("evidence").add(text));
    tally.add("prompts", 1);
    tally.add("greedy-chosen", hedged && chosen == 0 ? 1 : 0);
    tally.add("different", pool.stream().map(Generation::text).distinct().count());
    tally.add("tokens", pool.stream().mapToInt(g -> g.ids().length).sum());
    double first = pool.get(0).ids().length;
    tally.sample("length-ratio", pool.get(chosen).ids().length / first);
    if (!gold.isEmpty()) {
      PoolQuality pooled = PoolQuality.of(quality, quality[0]);
      tally.sample("first", quality[0]);
      tally.sample("chosen", quality[chosen]);
      tally.sample("hope", pooled.hope());
      tally.sample("risk", pooled.risk());
      tally.sample("mean", Arrays.stream(quality).average().orElseThrow());
    }
    return row;
  }

  private int choose(
      Job job,
      ModelInput input,
      Decoder decoder,
      Prompt prompt,
      List<Generation> pool,
      List<String> votes,
      double[] scores,
      Tally tally) {
    boolean[] allowed = new boolean[size];
    for (int i = 0; i < size; i++) {
      allowed[i] = !pool.get(i).text().isBlank();
    }
    int greedy = hedged ? 0 : -1;
    if (selector == Selector.CHOPS) {
      List<String> texts = pool.stream().map(Generation::text).toList();
      Chops.Choice choice =
          Chops.choose(
              prompt.text(),
              texts,
              job.seed(),
              prompt.number(),
              question -> judge(input, decoder, question));
      tally.add("asks", choice.asks());
      tally.add("fell-back", choice.fellBack() ? 1 : 0);
      if (!choice.fellBack()) {
        scores[choice.index()] = 1;
        return choice.index();
      }
    }
    for (int i = 0; i < size; i++) {
      scores[i] =
          switch (selector) {
            case MBR, CHOPS -> 0;
            case PROBABLE -> -pool.get(i).trace().meanBits();
            case LONGEST -> pool.get(i).ids().length;
            case RANDOM ->
                Draws.unit(
                    Draws.mix(Draws.key(job.seed(), Purpose.DECODE, "choice"), prompt.number(), i));
          };
    }
    if (selector == Selector.MBR || selector == Selector.CHOPS) {
      double[] agreement = agreement(input.get(), pool, votes);
      System.arraycopy(agreement, 0, scores, 0, size);
    }
    return MinimumBayesRisk.select(scores, greedy, allowed);
  }

  private double[] agreement(OpenedModel opened, List<Generation> pool, List<String> votes) {
    List<String> texts = pool.stream().map(Generation::text).toList();
    if (utility == Utility.STATES) {
      List<String> all = new ArrayList<>(texts);
      all.addAll(votes);
      double[][] cosines = TextStates.cosines(opened, all, all);
      double[][] own = new double[size][];
      double[][] others = new double[size][];
      for (int i = 0; i < size; i++) {
        own[i] = Arrays.copyOf(cosines[i], size);
        others[i] = Arrays.copyOfRange(cosines[i], size, all.size());
      }
      return MinimumBayesRisk.scores(own, others, null, true);
    }
    double[][] utilities = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        utilities[i][j] = ChrF.score(texts.get(i), texts.get(j));
      }
    }
    return MinimumBayesRisk.scores(utilities, null, null, true);
  }

  private String judge(ModelInput input, Decoder decoder, String question) {
    OpenedModel opened = input.get();
    GenerationRequest request =
        GenerationRequest.of(
                0, input.encode(question, prompts.chat()), Chain.GREEDY, 0, judgeTokens)
            .overflow(Overflow.slide(16));
    GenerationRequest ended =
        opened.ends().length == 0 ? request : request.stop(StopRule.Tokens.of(opened.ends()));
    return decoder.generate(List.of(ended), TokenListener.SILENT).get(0).text();
  }

  private void describe(Summary summary, Map<String, Tally> languages) {
    Summary.Table table =
        Summary.table(
            "pools",
            "Pools per language",
            "Quality is chrF against the reference; hope and risk are the best and the worst of a"
                + " pool against its first answer"
                + (hedged ? ", the greedy one." : "."),
            "language",
            Format.TEXT,
            "prompts",
            Format.COUNT,
            "different answers",
            Format.NUMBER,
            hedged ? "greedy answer's quality" : "first answer's quality",
            Format.NUMBER,
            "mean quality",
            Format.NUMBER,
            "chosen answer's quality",
            Format.NUMBER,
            "hope",
            Format.SHARE,
            "risk",
            Format.SHARE,
            "greedy chosen",
            Format.SHARE);
    List<Summary.Named> named = new ArrayList<>();
    double asked = 0;
    double fell = 0;
    for (Map.Entry<String, Tally> entry : languages.entrySet()) {
      String language = entry.getKey().isEmpty() ? "(none)" : entry.getKey();
      Tally t = entry.getValue();
      Summary.row(
          table,
          language,
          t.count("prompts"),
          t.get("different") / t.get("prompts"),
          orNull(t.mean("first")),
          orNull(t.mean("mean")),
          orNull(t.mean("chosen")),
          orNull(t.mean("hope")),
          orNull(t.mean("risk")),
          hedged ? (Object) (t.get("greedy-chosen") / t.get("prompts")) : null);
      if (t.count("chosen.n") > 1) {
        named.add(new Summary.Named(language + ": chosen", t.estimate("chosen")));
        named.add(new Summary.Named(language + ": first", t.estimate("first")));
      }
      asked += t.get("asks");
      fell += t.get("fell-back");
    }
    summary.figure(
        "prompts", Math.round(sum(languages, "prompts")), Format.COUNT, size + " answers each");
    summary.figure("generated tokens", Math.round(sum(languages, "tokens")), Format.COUNT);
    summary.add(table);
    if (!named.isEmpty()) {
      summary.add(new Summary.Estimates("quality", "Quality (chrF)", "means over prompts", named));
    }
    if (fell > 0) {
      summary.warning(
          Math.round(fell)
              + " times the judge named none in two asks ("
              + Math.round(asked)
              + " asks in all); MBR chose instead");
    }
  }

  private static double sum(Map<String, Tally> languages, String name) {
    return languages.values().stream().mapToDouble(t -> t.get(name)).sum();
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
