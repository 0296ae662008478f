package io.steelyard.proofs.select;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.RankCorrelation;
import io.steelyard.core.stats.WittenBell;
import io.steelyard.core.step.Proof;
import io.steelyard.select.dsir.Dsir;
import io.steelyard.select.dsir.DsirPass;
import io.steelyard.select.dsir.HashedNgrams;
import io.steelyard.select.pool.Targets;
import io.steelyard.select.zipfit.Codec;
import io.steelyard.select.zipfit.ZipFit;
import io.steelyard.select.zipfit.ZipFitSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Selects chunks like Perl modules out of a pool of Perl, Python, Debian's documentation and manual
 * pages in four languages, and asks what the selection is good for: how much of it is Perl, how
 * well a character model and a small language model that were trained on it predict other Perl.
 */
public final class ZipFitProof implements Proof {
  private static final int CHUNK = 1_000;
  private static final int TARGETS = 40;
  private static final int HELD_OUT = 30;
  private static final int SELECTED = 180;
  private static final int ORDER = 5;
  private static final int[] POOL = {360, 500, 500, 125, 125, 125, 125};
  private static final long[] SEEDS = {1, 2, 3};
  private static final int STEPS = 400;
  private static final double PRECISION_BAR = 0.95;
  private static final double BITS_BAR = 0.15;
  private static final double CORRELATION_BAR = -0.7;

  private Consumer<String> lines;
  private ChunkSources sources;
  private final List<String> failures = new ArrayList<>();

  @Override
  public String method() {
    return "select.zip-fit";
  }

  @Override
  public String claim() {
    return "with 40 Perl chunks as the target, at least 95% of the 180 chunks that ZIP-FIT selects"
        + " are Perl; a character model trained on them needs at least 0.15 bit a character less on"
        + " held-out Perl than one trained on a random selection, and no more than one trained on"
        + " DSIR's; the alignment of whole sources follows that loss (r at most -0.7); the length"
        + " normaliser lowers the correlation of score and length, in the pool and among the"
        + " selected; a small language model trained on the selection has a lower loss on held-out"
        + " Perl than on a random one and on DSIR's at equal bytes, over 3 seeds.";
  }

  /** One draw of pool, target and held-out text. */
  private record Data(
      List<String> pool, List<String> domains, List<String> target, List<String> held) {
    double precision(int[] ranking, int first) {
      return IntStream.range(0, first)
              .filter(i -> domains.get(ranking[i]).equals(ChunkSources.PERL))
              .count()
          / (double) first;
    }

    List<String> texts(int[] ranking, int first) {
      return IntStream.range(0, first).mapToObj(i -> pool.get(ranking[i])).toList();
    }
  }

  private record Ranked(String name, int[] order, double[] scores, double seconds) {}

  @Override
  public Outcome run(Path scratch, int threads, Consumer<String> said) throws IOException {
    lines = said;
    sources = ChunkSources.find();
    if (!sources.missing().isEmpty()) {
      return new Outcome(
          Verdict.NOT_RUN,
          String.join(", ", sources.missing())
              + " not at hand: the experiment reads /usr/share/perl, Python's library,"
              + " /usr/share/doc and the manual pages that bench/fetch/debian.sh fetches");
    }
    scaled();
    lengths();
    wholeSources();
    languageModel();
    return failures.isEmpty()
        ? new Outcome(Verdict.REPRODUCED, "every part came out as claimed")
        : new Outcome(Verdict.NOT_REPRODUCED, "not as claimed: " + String.join("; ", failures));
  }

  private void say(String format, Object... values) {
    lines.accept(String.format(Locale.ROOT, format, values));
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      failures.add(otherwise);
    }
  }

  private Data data(long seed, java.util.function.LongFunction<Integer> size) throws IOException {
    List<String> perl = sources.chunks(ChunkSources.PERL, seed, TARGETS + HELD_OUT + POOL[0], size);
    List<String> target = perl.subList(0, TARGETS);
    List<String> held = perl.subList(TARGETS, TARGETS + HELD_OUT);
    List<String> pool = new ArrayList<>();
    List<String> domains = new ArrayList<>();
    add(pool, domains, ChunkSources.PERL, perl.subList(TARGETS + HELD_OUT, perl.size()));
    List<String> names = new ArrayList<>(List.of(ChunkSources.PYTHON, ChunkSources.DOC));
    names.addAll(ChunkSources.MANUALS);
    for (int s = 0; s < names.size(); s++) {
      add(pool, domains, names.get(s), sources.chunks(names.get(s), seed, POOL[s + 1], size));
    }
    return new Data(pool, domains, target, held);
  }

  private static void add(
      List<String> pool, List<String> domains, String domain, List<String> chunks) {
    for (String chunk : chunks) {
      pool.add(chunk);
      domains.add(domain);
    }
  }

  private static int[] order(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(i -> i))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private static Ranked zipFit(String name, Data data, ZipFitSettings settings) {
    double start = now();
    ZipFit zipFit = new ZipFit(new Targets(Map.of(Targets.ONE, data.target()), 0), settings);
    double[] scores = new double[data.pool().size()];
    try (ZipFit.Worker worker = zipFit.worker()) {
      for (int i = 0; i < scores.length; i++) {
        worker.score(data.pool().get(i));
        scores[i] = worker.alignment(0);
      }
    }
    return new Ranked(name, order(scores), scores, now() - start);
  }

  private static Ranked dsir(String name, Data data, boolean noise, long seed) {
    double start = now();
    DsirPass pass = DsirPass.standard(0);
    Dsir dsir = new Dsir(pass.count(data.target()), pass.count(data.pool()), 0);
    HashedNgrams reader = new HashedNgrams(2, 10_000, HashedNgrams.Hash.SHA256);
    long key = Draws.key(seed, Purpose.SELECT, "gumbel");
    double[] scores = new double[data.pool().size()];
    for (int i = 0; i < scores.length; i++) {
      reader.read(data.pool().get(i));
      double u = Draws.unit(Draws.mix(key, i)) * (1 - 1e-12) + 1e-13;
      double gumbel = -StrictMath.log(-StrictMath.log(u));
      scores[i] = dsir.logWeight(reader) + (noise ? gumbel : 0);
    }
    return new Ranked(name, order(scores), scores, now() - start);
  }

  private static Ranked random(Data data, long seed) {
    long key = Draws.key(seed, Purpose.SELECT, "random");
    double[] scores = new double[data.pool().size()];
    Arrays.setAll(scores, i -> Draws.unit(Draws.mix(key, i)));
    return new Ranked("random", order(scores), scores, 0);
  }

  /** Bits per character of a character model of order 5. */
  private static double bits(List<String> training, List<String> held) {
    WittenBell model = new WittenBell(ORDER, WittenBell.CHARACTERS);
    training.forEach(text -> model.add(WittenBell.characters(text)));
    double bits = 0;
    double characters = 0;
    for (String text : held) {
      int[] symbols = WittenBell.characters(text);
      bits += model.bits(symbols);
      characters += symbols.length;
    }
    return bits / characters;
  }

  private void scaled() throws IOException {
    Data data = data(SEEDS[0], draw -> CHUNK);
    say(
        "Chunks of %,d characters: a pool of %,d (%d Perl, %d Python, %d Debian documentation, %d"
            + " manual pages in de, fr, es, it), a target of %d Perl chunks, %d held out.",
        CHUNK,
        data.pool.size(),
        count(data, ChunkSources.PERL),
        count(data, ChunkSources.PYTHON),
        count(data, ChunkSources.DOC),
        data.pool.size()
            - count(data, ChunkSources.PERL)
            - count(data, ChunkSources.PYTHON)
            - count(data, ChunkSources.DOC),
        TARGETS,
        HELD_OUT);
    say("");
    say("| method | P@90 | P@180 | P@360 | bits per character, 180 chunks | processor seconds |");
    say("|---|---|---|---|---|---|");
    Ranked zip = null;
    List<Ranked> all = new ArrayList<>();
    for (int level : new int[] {1, 6, 9}) {
      Ranked ranked =
          zipFit(
              "raw deflate " + level,
              data,
              new ZipFitSettings(Codec.DEFLATE, level, ZipFitSettings.DEFAULT_BYTES, false));
      zip = level == 6 ? ranked : zip;
      all.add(ranked);
    }
    all.add(zipFit("gzip 6, as published", data, ZipFitSettings.of(Codec.GZIP)));
    all.add(zipFit("zstd with a dictionary", data, ZipFitSettings.of(Codec.ZSTD)));
    Ranked dsir = dsir("DSIR, highest weights", data, false, SEEDS[0]);
    all.add(dsir);
    all.add(dsir("DSIR, drawn", data, true, SEEDS[0]));
    Ranked random = random(data, SEEDS[0]);
    all.add(random);
    for (Ranked ranked : all) {
      say(
          "| %s | %.3f | %.3f | %.3f | %.3f | %.1f |",
          ranked.name,
          data.precision(ranked.order, 90),
          data.precision(ranked.order, SELECTED),
          data.precision(ranked.order, 360),
          bits(data.texts(ranked.order, SELECTED), data.held),
          ranked.seconds);
    }
    say("");
    double own = bits(data.texts(zip.order, SELECTED), data.held);
    require(
        data.precision(zip.order, SELECTED) >= PRECISION_BAR,
        "less than 95% of the selection is Perl");
    require(
        bits(data.texts(random.order, SELECTED), data.held) - own >= BITS_BAR,
        "less than 0.15 bit below random");
    require(
        own <= bits(data.texts(dsir.order, SELECTED), data.held),
        "more bits than DSIR's selection");
    boolean refused = false;
    try {
      new ZipFitSettings(Codec.GZIP, 0, ZipFitSettings.DEFAULT_BYTES, false);
    } catch (IllegalArgumentException e) {
      refused = true;
    }
    require(refused, "level 0, which stores, is accepted");
    say("Level 0, which stores without compressing, is %s.", refused ? "refused" : "accepted");
    say("");
  }

  private static int count(Data data, String domain) {
    return (int) data.domains.stream().filter(domain::equals).count();
  }

  /** Chunks of 100 to 4,000 characters: how far does the score follow the length? */
  private void lengths() throws IOException {
    String[] names = {"alignment", "containment", "z-score within lengths"};
    double[][] sums = new double[names.length][4];
    for (long seed : SEEDS) {
      Data data = data(seed, draw -> 100 + (int) Draws.below(draw, 3_901));
      ZipFit zipFit =
          new ZipFit(
              new Targets(Map.of(Targets.ONE, data.target()), 0), ZipFitSettings.of(Codec.DEFLATE));
      int n = data.pool.size();
      double[] bytes = new double[n];
      double[] alignment = new double[n];
      double[] containment = new double[n];
      try (ZipFit.Worker worker = zipFit.worker()) {
        for (int i = 0; i < n; i++) {
          worker.score(data.pool.get(i));
          bytes[i] = data.pool.get(i).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
          alignment[i] = worker.alignment(0);
          containment[i] = worker.containment(0);
        }
      }
      double[][] scores = {alignment, containment, zScores(alignment, bytes)};
      for (int s = 0; s < names.length; s++) {
        addLengths(sums[s], data, scores[s], bytes);
      }
    }
    say(
        "Chunks of 100 to 4,000 characters: Spearman's correlation of score and bytes, means over"
            + " %d draws of pool and target (of the absolute values in the selection).",
        SEEDS.length);
    say("");
    say("| score | in the pool | in the 180 selected | P@180 | mean bytes selected |");
    say("|---|---|---|---|---|");
    for (int s = 0; s < names.length; s++) {
      say(
          "| %s | %.3f | %.3f | %.3f | %.0f |",
          names[s],
          sums[s][0] / SEEDS.length,
          sums[s][1] / SEEDS.length,
          sums[s][2] / SEEDS.length,
          sums[s][3] / SEEDS.length);
    }
    say("");
    require(
        Math.abs(sums[2][0]) < Math.abs(sums[0][0]),
        "the length normaliser does not lower the correlation of score and length in the pool");
    require(
        sums[2][1] < sums[0][1],
        "the length normaliser does not lower the correlation of score and length among the"
            + " selected");
  }

  private static void addLengths(double[] sums, Data data, double[] scores, double[] bytes) {
    int[] order = order(scores);
    double[] chosenScores = new double[SELECTED];
    double[] chosenBytes = new double[SELECTED];
    for (int i = 0; i < SELECTED; i++) {
      chosenScores[i] = scores[order[i]];
      chosenBytes[i] = bytes[order[i]];
    }
    sums[0] += RankCorrelation.rho(scores, bytes);
    sums[1] += Math.abs(RankCorrelation.rho(chosenScores, chosenBytes));
    sums[2] += data.precision(order, SELECTED);
    sums[3] += Arrays.stream(chosenBytes).average().orElse(0);
  }

  /** As the step's z-score: within bins of half an octave. */
  private static double[] zScores(double[] scores, double[] bytes) {
    Map<Integer, List<Integer>> bins = new java.util.TreeMap<>();
    for (int i = 0; i < scores.length; i++) {
      int bin = (int) Math.floor(2 * Math.log(bytes[i]) / Math.log(2));
      bins.computeIfAbsent(bin, b -> new ArrayList<>()).add(i);
    }
    double[] z = new double[scores.length];
    for (List<Integer> bin : bins.values()) {
      double mean = bin.stream().mapToDouble(i -> scores[i]).average().orElse(0);
      double squares = bin.stream().mapToDouble(i -> Math.pow(scores[i] - mean, 2)).sum();
      double deviation = Math.sqrt(squares / Math.max(1, bin.size() - 1));
      for (int i : bin) {
        z[i] = deviation > 0 ? (scores[i] - mean) / deviation : 0;
      }
    }
    return z;
  }

  /** Six whole sources: does the alignment of a source say how well it prepares for the target? */
  private void wholeSources() throws IOException {
    List<String> names = new ArrayList<>(List.of(ChunkSources.PERL, ChunkSources.PYTHON));
    names.add(ChunkSources.DOC);
    names.addAll(ChunkSources.MANUALS.subList(0, 3));
    Data data = data(SEEDS[0], draw -> CHUNK);
    say(
        "Whole sources of %d chunks: mean alignment with the target, and the model's bits.",
        SELECTED);
    say("");
    say("| source | mean alignment | bits per character |");
    say("|---|---|---|");
    double[] alignment = new double[names.size()];
    double[] bits = new double[names.size()];
    for (int s = 0; s < names.size(); s++) {
      // Perl beyond what is target and held out.
      int skip = names.get(s).equals(ChunkSources.PERL) ? TARGETS + HELD_OUT : 0;
      List<String> chunks = sources.chunks(names.get(s), SEEDS[0], skip + SELECTED, draw -> CHUNK);
      List<String> own = chunks.subList(Math.min(skip, chunks.size()), chunks.size());
      Data only = new Data(own, names, data.target, data.held);
      alignment[s] =
          Arrays.stream(zipFit("", only, ZipFitSettings.of(Codec.DEFLATE)).scores)
              .average()
              .orElse(0);
      bits[s] = bits(own, data.held);
      say("| %s (%d) | %.3f | %.3f |", names.get(s), own.size(), alignment[s], bits[s]);
    }
    double r = RankCorrelation.pearson(alignment, bits);
    say("");
    say("Pearson's r of the two over the six sources: %.3f.", r);
    say("");
    require(r <= CORRELATION_BAR, "alignment of sources does not follow their loss");
  }

  private void languageModel() throws IOException {
    say(
        "A Llama over bytes (3 layers of 96) trained from nothing on each selection of %d chunks,"
            + " %,d bytes read in %d steps; bits per byte on held-out Perl.",
        SELECTED, ByteModel.budget(STEPS), STEPS);
    say("");
    say("| seed | ZIP-FIT | DSIR, drawn | random | Perl in the selection |");
    say("|---|---|---|---|---|");
    List<Double> lessRandom = new ArrayList<>();
    List<Double> lessDsir = new ArrayList<>();
    for (long seed : SEEDS) {
      Data data = data(seed, draw -> CHUNK);
      List<Ranked> all =
          List.of(
              zipFit("", data, ZipFitSettings.of(Codec.DEFLATE)),
              dsir("", data, true, seed),
              random(data, seed));
      double[][] losses = new double[all.size()][];
      for (int m = 0; m < losses.length; m++) {
        losses[m] =
            ByteModel.losses(data.texts(all.get(m).order, SELECTED), data.held, STEPS, seed);
      }
      for (int h = 0; h < data.held.size(); h++) {
        lessDsir.add(losses[0][h] - losses[1][h]);
        lessRandom.add(losses[0][h] - losses[2][h]);
      }
      say(
          "| %d | %.3f | %.3f | %.3f | %.2f, %.2f, %.2f |",
          seed,
          mean(losses[0]),
          mean(losses[1]),
          mean(losses[2]),
          data.precision(all.get(0).order, SELECTED),
          data.precision(all.get(1).order, SELECTED),
          data.precision(all.get(2).order, SELECTED));
    }
    say("");
    difference("random", lessRandom);
    difference("DSIR", lessDsir);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private void difference(String other, List<Double> differences) {
    Estimate estimate =
        Bootstrap.of(7).mean(differences.stream().mapToDouble(Double::doubleValue).toArray());
    say(
        "ZIP-FIT less %s: %.4f bit per byte, 95%% interval [%.4f, %.4f] over %d held-out chunks of"
            + " %d seeds (bootstrap).",
        other,
        estimate.value(),
        estimate.interval().lo(),
        estimate.interval().hi(),
        differences.size(),
        SEEDS.length);
    require(
        estimate.interval().hi() < 0,
        "the language model's loss is not lower than with " + other + "'s selection (interval)");
  }
}
