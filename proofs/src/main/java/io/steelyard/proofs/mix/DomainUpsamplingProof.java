package io.steelyard.proofs.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.step.Proof;
import io.steelyard.mix.rules.CategoryMix;
import io.steelyard.mix.rules.InverseSquareRootRate;
import io.steelyard.mix.rules.UpsamplingWindow;
import io.steelyard.proofs.corpus.ProofData;
import io.steelyard.proofs.lab.ByteDomain;
import io.steelyard.proofs.lab.ByteLab;
import io.steelyard.proofs.lab.ByteLab.Size;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ManualPages;
import io.steelyard.torch.Batches;
import io.steelyard.torch.LanguageTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One run on a base mixture, branched late: from moments before its end it goes on with a mixture
 * heavy in small sources, and with that mixture but one source. All branches end at the same step,
 * with the optimiser's state and the learning rate of the run they come from.
 */
public final class DomainUpsamplingProof implements Proof {
  private static final List<String> SOURCES = List.of("web", "code", "de", "uk");
  private static final double[] BASE = {.80, .10, .06, .04};
  private static final double[] UP = {.20, .35, .25, .20};
  private static final double[] WINDOWS = {.05, .1, .2, .3};
  private static final double REMOVAL = .1;
  private static final Size FULL = new Size(256 + 4, 64, 2, 32, 16, 1500, 128, true);
  private static final double PEAK = 3e-3;

  private final Size size;
  private final int seeds;

  public DomainUpsamplingProof() {
    this(FULL, 2);
  }

  DomainUpsamplingProof(Size size, int seeds) {
    this.size = size;
    this.seeds = seeds;
  }

  @Override
  public String method() {
    return "mix.upsample";
  }

  @Override
  public String claim() {
    return "upsampling small sources in the last part of training gains most per token when the"
        + " window is short, costs the general source little, and removing one source from the"
        + " window shows what it is worth.";
  }

  @Override
  public Outcome run(Path scratch, int threads, Consumer<String> said) throws IOException {
    Path pages = ProofData.folder().resolve("manpages");
    Path code = Path.of("/usr/lib/python3.11");
    if (!Files.exists(pages) || !Files.exists(code)) {
      return new Outcome(
          Verdict.NOT_RUN,
          ProofData.howToGet(List.of("manpages"))
              + "; and Python's own library in "
              + code
              + " (Debian: apt-get install python3.11)");
    }
    List<ByteDomain> domains = new ArrayList<>();
    for (int k = 0; k < SOURCES.size(); k++) {
      String source = SOURCES.get(k);
      List<List<String>> texts =
          source.equals("code") ? code(code) : pages(pages, source.equals("web") ? "en" : source);
      domains.add(
          ByteDomain.tagged(
              source, 256 + k, texts.get(0), texts.get(1), size.length(), Long.MAX_VALUE));
    }
    return prove(new ByteLab(domains, size), new Kept(scratch), new Lines(said));
  }

  private static List<List<String>> pages(Path folder, String language) throws IOException {
    ManualPages pages = ManualPages.read(folder, language);
    return List.of(pages.training(), pages.held());
  }

  /** Python sources; every tenth file in the order of names is held out. */
  private static List<List<String>> code(Path folder) throws IOException {
    List<List<String>> texts = List.of(new ArrayList<>(), new ArrayList<>());
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".py")).sorted().toList();
      for (int i = 0; i < sources.size(); i++) {
        texts.get(i % 10 == 0 ? 1 : 0).add(Files.readString(sources.get(i)));
      }
    }
    return texts;
  }

  Outcome prove(ByteLab lab, Kept kept, Lines lines) {
    lines.say(
        "A transformer of %d layers of %d over bytes, %,d steps of %d windows of %d bytes, %d"
            + " seeds; training bytes %s; losses on held-out texts in nats per byte.",
        size.layers(),
        size.width(),
        size.steps(),
        size.rows(),
        size.length(),
        seeds,
        String.join(", ", lab.domains().stream().map(d -> d.name() + " " + d.bytes()).toList()));
    Map<String, double[][]> losses = new LinkedHashMap<>();
    names(lab).forEach(name -> losses.put(name, new double[seeds][]));
    for (int seed = 1; seed <= seeds; seed++) {
      int s = seed;
      Branches branches = kept.get("seed" + seed, Branches.class, () -> branches(lab, s));
      branches.losses().forEach((name, l) -> losses.get(name)[s - 1] = l);
      lines.say(
          "Seed %d: base run and all branches draw the same %,d windows before their windows"
              + " begin.",
          seed, branches.shared());
    }
    table(lab, losses, lines);
    return judge(lab, losses, lines);
  }

  /**
   * What one seed gave.
   *
   * @param shared draws before the earliest branch that all branches have in common
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Branches(Map<String, double[]> losses, long shared) {}

  /** All runs, in the order of the table. */
  private static List<String> names(ByteLab lab) {
    List<String> names = new ArrayList<>(List.of(name(0)));
    Arrays.stream(WINDOWS).forEach(window -> names.add(name(window)));
    names.add(name(1));
    lab.names().subList(1, lab.names().size()).forEach(source -> names.add(without(source)));
    return names;
  }

  private static String name(double window) {
    return "f = " + window;
  }

  private static String without(String source) {
    return "f = " + REMOVAL + " without " + source;
  }

  private Branches branches(ByteLab lab, long seed) {
    Proportions base = Proportions.of(lab.names(), BASE);
    Proportions up = Proportions.of(lab.names(), UP);
    InverseSquareRootRate rate = InverseSquareRootRate.of(PEAK, size.steps(), true);
    Map<String, UpsamplingWindow> wanted = new LinkedHashMap<>();
    for (double window : WINDOWS) {
      wanted.put(name(window), new UpsamplingWindow(window, base, up));
    }
    for (String source : lab.names().subList(1, lab.names().size())) {
      Proportions rest =
          CategoryMix.without(
              up, Set.of(source), CategoryMix.MassRule.RENORMALISE_ALL, Map.of(), base);
      wanted.put(without(source), new UpsamplingWindow(REMOVAL, base, rest));
    }
    Map<String, double[]> losses = new LinkedHashMap<>();
    Map<String, LanguageTrainer.Moment> moments = new LinkedHashMap<>();
    Batches[] current = new Batches[1];
    Batches ofBase = lab.batches(Schedule.constant(base), null, seed);
    try (LanguageTrainer trainer =
        lab.trainer(number -> current[0].batch(number), rate::at, seed)) {
      current[0] = ofBase;
      for (long step = 0; step < size.steps(); step++) {
        for (Map.Entry<String, UpsamplingWindow> branch : wanted.entrySet()) {
          if (branch.getValue().begin(size.steps()) == step) {
            moments.put(branch.getKey(), trainer.moment());
          }
        }
        trainer.step(step);
      }
      losses.put(name(0), lab.evaluate(trainer));
      long shared = Long.MAX_VALUE;
      int[][] order = lab.order(Schedule.constant(base), seed);
      for (Map.Entry<String, UpsamplingWindow> branch : wanted.entrySet()) {
        Schedule schedule = branch.getValue().schedule(size.steps());
        long begin = branch.getValue().begin(size.steps());
        shared = Math.min(shared, same(order, lab.order(schedule, seed), begin * size.rows()));
        trainer.restore(moments.get(branch.getKey()));
        current[0] = lab.batches(schedule, null, seed);
        for (long step = begin; step < size.steps(); step++) {
          trainer.step(step);
        }
        losses.put(branch.getKey(), lab.evaluate(trainer));
      }
      moments.values().forEach(LanguageTrainer.Moment::close);
      losses.put(name(1), whole(lab, up, rate, seed));
      return new Branches(losses, shared);
    }
  }

  private double[] whole(ByteLab lab, Proportions up, InverseSquareRootRate rate, long seed) {
    return lab.train(Schedule.constant(up), null, rate::at, seed, 1).last();
  }

  /** How many draws two runs have in common before one of them branches; all of them must be. */
  private static long same(int[][] one, int[][] other, long begin) {
    for (int i = 0; i < begin; i++) {
      if (!Arrays.equals(one[i], other[i])) {
        throw new IllegalStateException("draw " + i + " differs before the branch at " + begin);
      }
    }
    return begin;
  }

  private void table(ByteLab lab, Map<String, double[][]> losses, Lines lines) {
    List<String> columns = new ArrayList<>(List.of("run"));
    columns.addAll(lab.names());
    lines.table(columns.toArray(String[]::new));
    losses.forEach(
        (name, bySeed) -> {
          List<Object> cells = new ArrayList<>(List.of(name));
          for (int k = 0; k < lab.domains().size(); k++) {
            int domain = k;
            cells.add(
                Lines.number(mean(bySeed, k))
                    + " ("
                    + String.join(
                        ", ", Arrays.stream(bySeed).map(l -> Lines.number(l[domain])).toList())
                    + ")");
          }
          lines.row(cells.toArray());
        });
  }

  private static double mean(double[][] bySeed, int domain) {
    return Arrays.stream(bySeed).mapToDouble(l -> l[domain]).average().orElseThrow();
  }

  private Outcome judge(ByteLab lab, Map<String, double[][]> losses, Lines lines) {
    Criteria criteria = new Criteria();
    double[][] none = losses.get(name(0));
    int n = lab.domains().size();
    boolean improves = true;
    double least = Double.MAX_VALUE;
    for (double window : WINDOWS) {
      for (int k = 1; k < n; k++) {
        double gain = mean(none, k) - mean(losses.get(name(window)), k);
        improves &= gain > 0;
        least = Math.min(least, gain);
      }
    }
    criteria.check(
        "(i) every upsampled source gains at each window",
        improves,
        "least " + Lines.number(least));
    double[] cost = new double[WINDOWS.length];
    Arrays.setAll(cost, i -> mean(losses.get(name(WINDOWS[i])), 0) - mean(none, 0));
    boolean rising = cost[0] > 0;
    for (int i = 1; i < cost.length; i++) {
      rising &= cost[i] > cost[i - 1];
    }
    criteria.check(
        "(i) the general source loses more the longer the window",
        rising,
        Arrays.toString(Arrays.stream(cost).mapToObj(Lines::number).toArray()));
    criteria.check("(i) but less than 0.08 at f = 0.3", cost[3] < .08, Lines.number(cost[3]));
    double[] gains = new double[WINDOWS.length];
    Arrays.setAll(gains, i -> mean(none, 1) - mean(losses.get(name(WINDOWS[i])), 1));
    boolean falling = true;
    for (int i = 1; i < gains.length; i++) {
      falling &= gains[i] / WINDOWS[i] < gains[i - 1] / WINDOWS[i - 1];
    }
    criteria.check(
        "(ii) the gain on code per token of the window falls with the window",
        falling,
        Arrays.toString(Arrays.stream(gains).mapToObj(Lines::number).toArray()));
    double gainShare = gains[2] / (mean(none, 1) - mean(losses.get(name(1)), 1));
    double costShare = cost[2] / (mean(losses.get(name(1)), 0) - mean(none, 0));
    criteria.check(
        "(iii) f = 0.2 has more than 60% of the gain on code of the whole run",
        gainShare > .6, Lines.number(100 * gainShare) + "%");
    criteria.check(
        "(iii) for less than 35% of its loss on web",
        costShare < .35, Lines.number(100 * costShare) + "%");
    removal(lab, losses, criteria);
    return criteria.verdict(lines);
  }

  private void removal(ByteLab lab, Map<String, double[][]> losses, Criteria criteria) {
    double[][] none = losses.get(name(0));
    double[][] full = losses.get(name(REMOVAL));
    boolean above = true;
    List<String> own = new ArrayList<>();
    double most = 0;
    for (int removed = 1; removed < lab.domains().size(); removed++) {
      String source = lab.names().get(removed);
      double[][] rest = losses.get(without(source));
      double rise = mean(rest, removed) - mean(none, removed);
      above &= rise > 0;
      own.add(source + " " + Lines.number(rise));
      for (int k = 1; k < lab.domains().size(); k++) {
        most = k == removed ? most : Math.max(most, Math.abs(mean(rest, k) - mean(full, k)));
      }
    }
    criteria.check(
        "(iv) without a source its own loss is above that of no upsampling",
        above,
        String.join(", ", own));
    criteria.check(
        "(iv) and other upsampled sources change by less than 0.11",
        most < .11,
        Lines.number(most));
  }
}
