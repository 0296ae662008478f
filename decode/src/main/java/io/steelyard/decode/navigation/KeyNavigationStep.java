package io.steelyard.decode.navigation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.ibm.icu.lang.UCharacter;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.decode.GenerateStep;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.table.ModelInput;
import io.steelyard.decode.table.Prompt;
import io.steelyard.decode.table.PromptSource;
import io.steelyard.decode.table.TableParts;
import io.steelyard.decode.table.Tally;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lists many different answers to each instruction by in-context navigation, beside the plain walk
 * down the ranks; and, with clusters, measures how far the model's ranks follow its keys. Where an
 * instruction carries a list of right answers, they are counted.
 */
@Method(
    name = "decode.key-navigation",
    about = "Lists different answers by moving away from the keys of those found.",
    uses = ArtifactKind.MODEL,
    makes = ArtifactKind.TABLE,
    source = "Peng et al. 2024 (arXiv 2410.02284)")
public record KeyNavigationStep(
    @Setting(value = "model folder or GGUF file; else the model made before", or = "")
        Optional<Path> model,
    @Setting("JSON Lines with instructions in prompt and, if any, right answers in gold")
        PromptSource prompts,
    @Setting(value = "field with the list of right answers", or = "gold") String gold,
    @Setting(value = "answers per instruction", or = "30") int answers,
    @Setting(value = "first tokens taken before the list is read again", or = "10") int perRound,
    @Setting(value = "whether the plain walk is run beside it", or = "true") boolean plainWalk,
    @Setting(value = "whether answers are completed without the list", or = "true")
        boolean plainCompletion,
    @Setting(value = "ranks that are looked at", or = "100") int width,
    @Setting(value = "most tokens of an answer", or = "64") int maxTokens,
    @Setting(value = "clusters of keys; 0 measures none", or = "0") int clusters,
    @Setting(value = "most iterations of the clustering", or = "20") int iterations,
    @Setting(value = "ranks whose clusters are the main ones", or = "10") int top,
    @Setting(value = "texts side by side", or = "16") int rows,
    @Setting(value = "cores of the model; another number gives other last digits", or = "2")
        int cores,
    @Setting(value = "instructions per part of the table", or = "8") int part)
    implements Step {
  private static final double TOLERANCE = 1e-4;
  private static final String INDEX = "index";
  private static final String CONTROL = "control";

  public KeyNavigationStep {
    new InContextNavigation(answers, perRound, true, plainCompletion, width, maxTokens);
    if (prompts.file().isEmpty()) {
      throw new IllegalArgumentException("prompts must name a file with instructions");
    }
    if (clusters < 0 || iterations < 1) {
      throw new IllegalArgumentException(
          "clusters must be at least 0 and iterations at least 1, were "
              + clusters
              + ", "
              + iterations);
    }
    if (top < 1 || top >= width) {
      throw new IllegalArgumentException("top must be 1 to below width, was " + top);
    }
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

  @Override
  public void run(Job job) throws IOException {
    job.progress().stage("navigating", 0, "instructions");
    Tally all = new Tally();
    try (ModelInput input = new ModelInput(job, model, cores);
        CloseableIterator<Prompt> inputs = prompts.open(job)) {
      KeyClusters keys = clusters == 0 ? null : keys(job, input.get());
      TableParts.write(job, inputs, part, (chunk, out) -> part(job, input.get(), keys, chunk, out))
          .forEach(all::merge);
    }
    describe(job.summary(), all);
  }

  private KeyClusters keys(Job job, OpenedModel opened) {
    job.progress().note("clustering the keys of " + opened.model().keys().vocabulary() + " tokens");
    KeyClusters keys =
        KeyClusters.of(
            opened.model().keys(),
            clusters,
            KeyClusters.Start.PLUS_PLUS,
            iterations,
            TOLERANCE,
            job.seed());
    int[] sizes = keys.sizes();
    long[] counts = Arrays.stream(sizes).asLongStream().toArray();
    long largest = Arrays.stream(counts).max().orElseThrow();
    job.summary().figure("key clusters", sizes.length, Format.COUNT);
    job.summary().figure("largest cluster", largest, Format.COUNT, "tokens");
    job.summary().figure("Gini of cluster sizes", Skew.of(counts).gini(), Format.NUMBER);
    return keys;
  }

  private JsonNode part(
      Job job, OpenedModel opened, KeyClusters keys, List<Prompt> chunk, Consumer<ObjectNode> out) {
    Tally tally = new Tally();
    for (Prompt prompt : chunk) {
      tally.add("instructions", 1);
      walk(opened, prompt, true, "navigation", out, tally);
      if (plainWalk) {
        walk(opened, prompt, false, "plain walk", out, tally);
      }
      if (keys != null) {
        correlate(job, opened, keys, prompt, tally);
      }
    }
    return tally.json();
  }

  private void walk(
      OpenedModel opened,
      Prompt prompt,
      boolean navigate,
      String name,
      Consumer<ObjectNode> out,
      Tally tally) {
    InContextNavigation navigation =
        new InContextNavigation(answers, perRound, navigate, plainCompletion, width, maxTokens);
    InContextNavigation.Result result = navigation.run(opened, prompt.text(), rows);
    Set<String> right = new HashSet<>();
    prompt.fields().path(gold).forEach(text -> right.add(plain(text.asText())));
    boolean[] hits = new boolean[result.found().size()];
    for (int i = 0; i < hits.length; i++) {
      InContextNavigation.Found found = result.found().get(i);
      hits[i] = right.contains(plain(found.text()));
      ObjectNode row = Json.MAPPER.createObjectNode();
      row.put("id", prompt.id());
      row.put("walk", name);
      row.put("number", i);
      row.put("answer", found.text());
      row.put("first_token", found.firstToken());
      row.put("rank", found.rank());
      row.put("round", found.round());
      row.put("open", found.open());
      if (!right.isEmpty()) {
        row.put("right", hits[i]);
      }
      out.accept(row);
      tally.add(name + " right", hits[i] ? 1 : 0);
      tally.add(name + " open", found.open() ? 1 : 0);
    }
    tally.sample(name + " answers", hits.length);
    tally.add(name + " exhausted", result.exhausted() ? 1 : 0);
    tally.add("list-dropped", result.listDropped());
    if (!right.isEmpty() && hits.length > 0) {
      int n = 0;
      for (boolean hit : hits) {
        n += hit ? 1 : 0;
      }
      tally.sample(name + " found", n);
      tally.sample(name + " precision", KeyCorrelation.meanPrefixPrecision(hits));
    }
  }

  /** The correlation index of the instruction, and that of clusters dealt out at random. */
  private void correlate(
      Job job, OpenedModel opened, KeyClusters keys, Prompt prompt, Tally tally) {
    int[] ids = Prompts.encode(opened, prompt.text() + "\n\nAnswer:\n1. \"");
    CandidateSet set = new CandidateSet(opened.model().shape().vocabulary());
    try (Session session = opened.model().open(1, ids.length)) {
      session.prefill(0, ids, 0, ids.length);
      set.load(session.logits(0), 0, ids.length);
    }
    set.sortTop(width);
    int n = Math.min(width, set.size());
    int[] ranked = new int[n];
    System.arraycopy(set.ids(), 0, ranked, 0, n);
    tally.sample(INDEX, KeyCorrelation.index(ranked, keys.of(), top, n));
    int[] dealt = new int[keys.of().length];
    long key = Draws.mix(Draws.key(job.seed(), Purpose.DECODE, "control"), prompt.number());
    for (int v = 0; v < dealt.length; v++) {
      dealt[v] = keys.of()[(int) Draws.permute(v, dealt.length, key)];
    }
    tally.sample(CONTROL, KeyCorrelation.index(ranked, dealt, top, n));
  }

  private static String plain(String text) {
    return UCharacter.foldCase(text, true).strip();
  }

  private void describe(Summary summary, Tally all) {
    summary.figure("instructions", all.count("instructions"), Format.COUNT);
    Summary.Table table =
        Summary.table(
            "walks",
            "Answers per instruction",
            "Precision is the mean over the first 1 to k answers (the paper's MAP@k).",
            "walk",
            Format.TEXT,
            "answers",
            Format.NUMBER,
            "right and different",
            Format.NUMBER,
            "precision",
            Format.NUMBER,
            "ran out",
            Format.COUNT);
    List<Summary.Named> named = new ArrayList<>();
    for (String name : plainWalk ? List.of("navigation", "plain walk") : List.of("navigation")) {
      Summary.row(
          table,
          name,
          orNull(all.mean(name + " answers")),
          orNull(all.mean(name + " found")),
          orNull(all.mean(name + " precision")),
          all.count(name + " exhausted"));
      if (all.count(name + " found.n") > 1) {
        named.add(new Summary.Named(name + ": right", all.estimate(name + " found")));
      }
    }
    summary.add(table);
    if (all.count(INDEX + ".n") > 1) {
      named.add(new Summary.Named("key correlation", all.estimate(INDEX)));
      named.add(new Summary.Named("the same, clusters at random", all.estimate(CONTROL)));
    }
    if (!named.isEmpty()) {
      summary.add(
          new Summary.Estimates(
              "navigation",
              "With intervals",
              "means over instructions; a key correlation of 1 means that keys do not matter",
              named));
    }
    if (all.count("list-dropped") > 0) {
      summary.warning(
          String.format(
              Locale.ROOT,
              "%d answers were left out of prompts because the context was full",
              all.count("list-dropped")));
    }
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
