package io.steelyard.select.samanantar;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.corpus.decontaminate.EvaluationTexts;
import io.steelyard.model.Encoder;
import io.steelyard.select.features.EncoderSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Mines sentences that translate each other out of the domains of a corpus, each target language
 * against the source language, and pairs of target languages through the source they share.
 *
 * <pre>
 * - corpus.language:   {as-domain: true}
 * - select.samanantar: {source: en, targets: [de, fr], encoder: {path: models/e5, prefix: "query: "},
 *                       seeds: {de: seeds.en-de.tsv, fr: seeds.en-fr.tsv}, pivot: best}
 * </pre>
 */
@Method(
    name = "select.samanantar",
    about = "Mines pairs of sentences that translate each other.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.TABLE,
    source = "Samanantar, https://arxiv.org/abs/2104.05596; margins of LASER, 1811.01136")
public record SamanantarStep(
    @Setting("domain of the language that all others are paired with, such as en") String source,
    @Setting("domains of the other languages") List<String> targets,
    @Setting(
            value =
                "encoder: minilm (English), a multilingual one by path, or seed-pairs to train one"
                    + " on the seeds",
            or = SamanantarStep.SEED_PAIRS)
        EncoderSetting encoder,
    @Setting(
            value =
                "known pairs by target language, a source, a tab and its translation in each line:"
                    + " they train the encoder and set the threshold",
            or = "")
        Map<String, Path> seeds,
    @Setting(value = "which sentences are looked at", or = "{}") Preparation prepare,
    @Setting(value = "whether documents are cut into sentences; else each is one", or = "true")
        boolean split,
    @Setting(value = "whether line ends are those of scanned pages", or = "false") boolean scanned,
    @Setting(value = "neighbours of a sentence (LASER: 4)", or = "4") int neighbours,
    @Setting(value = "what a cosine is held against: ratio, distance or absolute", or = "distance")
        Margin margin,
    @Setting(value = "forward, backward, intersect or max", or = "max") Retrieval retrieval,
    @Setting(
            value =
                "least score; 0: from the seeds, else ratio 1.06 (CCMatrix), distance 0.05,"
                    + " absolute 0.8",
            or = "0")
        double threshold,
    @Setting(
            value = "precision at which the seeds set the threshold; 0% for the highest F1",
            or = "0%")
        Share precision,
    @Setting(value = "least cosine, whatever the margin", or = "0") double leastCosine,
    @Setting(value = "what happens where digits differ: off, flag or drop", or = "drop")
        NumberRule numbers,
    @Setting(value = "pairs of one sentence at most", or = "1") int most,
    @Setting(value = "pairs of one source at most; 0 for any number", or = "0") int sourceCap,
    @Setting(value = "metadata field that names a source; empty for the file", or = "")
        Optional<String> sourceField,
    @Setting(value = "benchmark sentences by language, whose pairs are left out", or = "")
        Map<String, List<Path>> against,
    @Setting(value = "pairs between targets through the source: none, all, best, last", or = "none")
        PivotRule pivot,
    @Setting(value = "translations of one sentence in pivot all", or = "3") int pivotMost,
    @Setting(value = "auto, exact or graph", or = "auto") Index index,
    @Setting(value = "sentences of a side above which auto takes the graph", or = "200k")
        int graphAbove,
    @Setting(value = "pairs of each kind on a sheet for people to rate; 0 for no sheet", or = "0")
        int sheet)
    implements Step {
  /** The name of the encoder that is trained on the seeds. */
  public static final String SEED_PAIRS = "seed-pairs";

  /** What happens to pairs whose numbers differ. */
  public enum NumberRule {
    OFF,
    FLAG,
    DROP
  }

  /** Which pairs of targets are made. */
  public enum PivotRule {
    NONE,
    ALL,
    BEST,
    LAST
  }

  /** How neighbours are found. */
  public enum Index {
    AUTO,
    EXACT,
    GRAPH
  }

  private static final int TEXTS_AT_ONCE = 4096;

  /** Below this share of nearest neighbours found, the graph's answer is refused. */
  private static final double LEAST_RECALL = 0.95;

  public SamanantarStep {
    targets = List.copyOf(new LinkedHashSet<>(targets));
    if (targets.isEmpty() || targets.contains(source)) {
      throw new IllegalArgumentException(
          "targets must name at least one language other than the source '" + source + "'");
    }
    if (neighbours < 2 && margin != Margin.ABSOLUTE) {
      throw new IllegalArgumentException(
          "neighbours must be at least 2: with 1, a pair that is mutually nearest has the same"
              + " margin whatever its quality");
    }
    if (neighbours < 1 || most < 1 || sourceCap < 0 || sheet < 0 || graphAbove < 1) {
      throw new IllegalArgumentException(
          "neighbours, most and graph-above must be at least 1, source-cap and sheet at least 0");
    }
    if (!(leastCosine >= -1 && leastCosine <= 1)) {
      throw new IllegalArgumentException("least-cosine must lie between -1 and 1");
    }
    new Pivot(Pivot.Choice.ALL, pivotMost);
    for (String language : seeds.keySet()) {
      if (!targets.contains(language)) {
        throw new IllegalArgumentException(
            "seeds: '" + language + "' is none of the targets " + targets);
      }
    }
    if (encoder.path().equals(SEED_PAIRS) && !seeds.keySet().containsAll(targets)) {
      throw new IllegalArgumentException(
          "seeds must name a file for each target, since the encoder is trained on them; give them,"
              + " or another encoder");
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>();
    seeds.forEach((language, path) -> add(files, "seeds/" + language, base.resolve(path)));
    against.forEach(
        (language, paths) -> {
          for (int i = 0; i < paths.size(); i++) {
            add(files, "against/" + language + "/" + i, base.resolve(paths.get(i)));
          }
        });
    if (!encoder.path().equals(SEED_PAIRS)) {
      files.putAll(encoder.reads(base));
    }
    return files;
  }

  private static void add(Map<String, Path> files, String name, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new RequestException(name + ": cannot read the file " + file);
    }
    files.put(name, file);
  }

  /** A side with its vectors, where an encoder serves all languages. */
  private record Encoded(Side side, float[][] vectors) {}

  @Override
  public void run(Job job) throws IOException {
    MiningSummary summary = new MiningSummary(source);
    boolean trained = encoder.path().equals(SEED_PAIRS);
    SideReader reader = new SideReader(prepare, split, scanned, sourceField);
    Side ours = reader.read(job, source, benchmark(job, source));
    summary.side(ours);
    try (Encoder shared = trained ? null : encoder.open(job.base(), job.threads())) {
      Encoded from =
          new Encoded(ours, trained ? null : encode(job, shared, source, texts(ours.sentences())));
      for (String target : targets) {
        Path file = job.out().resolve(PairTable.name(source, target));
        Side side = reader.read(job, target, benchmark(job, target));
        summary.side(side);
        MinedSides sides = new MinedSides(ours, side, seedsOf(job, target, trained));
        float[][] x;
        float[][] y;
        if (trained) {
          job.progress().stage("training the encoder of " + source + " and " + target, 0, "");
          SeedPairs training = SeedPairs.read(job.resolve(seeds.get(target))).toTrain();
          SeedPairEncoder both =
              SeedPairEncoder.train(
                  training.sources(), training.targets(), job.seed(), job.threads());
          x = encode(job, both.source(job.threads()), source, sides.sourceTexts());
          y = encode(job, both.target(job.threads()), target, sides.targetTexts());
        } else {
          float[][] their = encode(job, shared, target, texts(side.sentences()));
          x = sides.sourceVectors(from.vectors, more -> encode(job, shared, source, more));
          y = sides.targetVectors(their, more -> encode(job, shared, target, more));
        }
        List<PairTable.Row> rows = mine(job, sides, x, y, summary);
        ShardStamp stamp = PairTable.write(file, rows);
        job.add(stamp);
      }
      if (shared != null) {
        summary.encoder(shared.report());
      }
    }
    pivot(job, summary);
    summary.write(job.summary());
  }

  private static List<String> texts(List<Sentence> sentences) {
    return sentences.stream().map(Sentence::text).toList();
  }

  private SeedPairs seedsOf(Job job, String target, boolean trained) {
    Path path = seeds.get(target);
    return path == null
        ? new SeedPairs(List.of(), List.of())
        : SeedPairs.read(job.resolve(path)).toTune(trained);
  }

  private Set<String> benchmark(Job job, String language) {
    Set<String> forms = new HashSet<>();
    for (Path path : against.getOrDefault(language, List.of())) {
      EvaluationTexts.read(job.resolve(path), "text", text -> forms.add(OverlapForm.of(text)));
    }
    return forms;
  }

  private static float[][] encode(Job job, Encoder encoder, String language, List<String> texts) {
    job.progress().stage("vectors of " + language, texts.size(), "sentences");
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < texts.size(); from += TEXTS_AT_ONCE) {
      int to = Math.min(texts.size(), from + TEXTS_AT_ONCE);
      float[][] some = encoder.encode(texts.subList(from, to));
      System.arraycopy(some, 0, vectors, from, some.length);
      job.progress().advance(to - from);
      if (Thread.currentThread().isInterrupted()) {
        throw new WorkException("interrupted");
      }
    }
    return vectors;
  }

  private List<PairTable.Row> mine(
      Job job, MinedSides sides, float[][] x, float[][] y, MiningSummary summary) {
    sides.dropZeros(x, y);
    float[][] sources = sides.kept(x, true);
    float[][] targetVectors = sides.kept(y, false);
    if (sources.length == 0 || targetVectors.length == 0) {
      throw new RequestException(
          "nothing is left to mine of "
              + sides.names()
              + ": one side has no sentence with a vector");
    }
    int larger = Math.max(sources.length, targetVectors.length);
    boolean graph = index == Index.GRAPH || index == Index.AUTO && larger > graphAbove;
    job.progress().stage("neighbours of " + sides.names(), 0, "");
    Mining mining =
        new Mining(
            graph ? new GraphSearch(LEAST_RECALL) : new ExactSearch(),
            neighbours,
            new MarginMiner(margin, retrieval, most),
            precision.value());
    Mining.Result mined = mining.mine(sources, targetVectors, sides.known(), job.threads());
    double least = least(mined);
    PairSelection.Selected selected =
        new PairSelection(least, leastCosine, numbers, sourceCap)
            .select(sides, mined, PairTable.word(mined.margin()));
    boolean given = threshold != 0 && mined.margin() == margin;
    summary.mined(sides, mined, selected, least, given, margin);
    if (sheet > 0) {
      String name = source + "-" + sides.targetSide().language();
      RatingSheet rate =
          new RatingSheet(selected.rows(), selected.below(), sheet, name, job.seed());
      job.file("ratings-" + name + ".tsv", rate.sheet().getBytes(StandardCharsets.UTF_8));
      job.file("ratings-" + name + "-key.tsv", rate.key().getBytes(StandardCharsets.UTF_8));
    }
    return selected.rows();
  }

  /** The setting, else the seeds' threshold, else what others use. */
  private double least(Mining.Result mined) {
    boolean sameScale = mined.margin() == margin;
    if (threshold != 0 && sameScale) {
      return threshold;
    }
    return mined.threshold().map(Threshold::value).orElseGet(() -> usual(mined.margin()));
  }

  /** CCMatrix's ratio, LaBSE's cosine; the distance that goes with them. */
  private static double usual(Margin margin) {
    return switch (margin) {
      case RATIO -> 1.06;
      case DISTANCE -> 0.05;
      case ABSOLUTE -> 0.8;
    };
  }

  private void pivot(Job job, MiningSummary summary) throws IOException {
    if (pivot == PivotRule.NONE) {
      return;
    }
    Pivot join = new Pivot(Pivot.Choice.valueOf(pivot.name()), pivotMost);
    List<String> sorted = targets.stream().sorted().toList();
    Map<String, List<PairTable.Row>> tables = new LinkedHashMap<>();
    for (String target : sorted) {
      tables.put(target, PairTable.read(job.out().resolve(PairTable.name(source, target))));
    }
    for (int a = 0; a < sorted.size(); a++) {
      for (int b = a + 1; b < sorted.size(); b++) {
        List<PairTable.Row> first = tables.get(sorted.get(a));
        List<PairTable.Row> second = tables.get(sorted.get(b));
        List<PairTable.Row> rows = new ArrayList<>();
        for (Pivot.Pair pair : join.join(translations(first), translations(second))) {
          PairTable.Row ours = first.get(pair.first().row());
          PairTable.Row theirs = second.get(pair.second().row());
          rows.add(
              new PairTable.Row(
                  ours.targetId(),
                  theirs.targetId(),
                  ours.target(),
                  theirs.target(),
                  pair.score(),
                  Math.min(ours.margin(), theirs.margin()),
                  "pivot",
                  theirs.origin(),
                  pair.first().pivot(),
                  "",
                  ours.targetCopies(),
                  theirs.targetCopies()));
        }
        job.add(
            PairTable.write(job.out().resolve(PairTable.name(sorted.get(a), sorted.get(b))), rows));
        summary.pivot(sorted.get(a), sorted.get(b), rows.size());
      }
    }
  }

  private static List<Pivot.Translation> translations(List<PairTable.Row> rows) {
    List<Pivot.Translation> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      PairTable.Row row = rows.get(i);
      all.add(new Pivot.Translation(row.source(), row.target(), i, row.cosine()));
    }
    return all;
  }
}
