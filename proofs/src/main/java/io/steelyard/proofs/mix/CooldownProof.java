package io.steelyard.proofs.mix;

import io.steelyard.core.counts.Schedule;
import io.steelyard.core.step.Proof;
import io.steelyard.mix.rules.Cooldown;
import io.steelyard.mix.rules.NaturalProportions;
import io.steelyard.mix.rules.Scalarization;
import io.steelyard.mix.rules.Temperature;
import io.steelyard.proofs.corpus.ProofData;
import io.steelyard.proofs.lab.ByteDomain;
import io.steelyard.proofs.lab.ByteLab;
import io.steelyard.proofs.lab.ByteLab.Curve;
import io.steelyard.proofs.lab.ByteLab.Size;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ManualPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains a small language model on manual pages of four languages whose sizes differ by orders,
 * with static temperatures, with loss weights instead, and with temperatures that fall or rise in
 * the middle of the run.
 */
public final class CooldownProof implements Proof {
  private static final List<String> LANGUAGES = List.of("de", "it", "da", "id");
  private static final long[] BYTES = {1_500_000, 60_000, 15_000, 6_000};
  private static final int HEAD = 0;
  private static final Size FULL = new Size(256 + 4, 64, 2, 32, 16, 1500, 128, true);
  private static final int EVALUATIONS = 12;

  private static final String SCALARIZED = "loss weights of tau 5";
  private static final String COOLDOWN = "Cooldown 5 to 1";

  private final Size size;
  private final int seeds;

  public CooldownProof() {
    this(FULL, 2);
  }

  CooldownProof(Size size, int seeds) {
    this.size = size;
    this.seeds = seeds;
  }

  @Override
  public String method() {
    return "mix.cooldown";
  }

  @Override
  public String claim() {
    return "temperature sampling learns as loss weights do in fewer, steadier steps; against its"
        + " own static temperature Cooldown ends lower on domains that overfit and on the head;"
        + " against natural proportions it gains on small domains at next to no cost for the head.";
  }

  @Override
  public Outcome run(Path scratch, int threads, Consumer<String> said) throws IOException {
    Path pages = ProofData.folder().resolve("manpages");
    if (!Files.exists(pages)) {
      return new Outcome(Verdict.NOT_RUN, ProofData.howToGet(List.of("manpages")));
    }
    List<ByteDomain> domains = new ArrayList<>();
    for (int k = 0; k < BYTES.length; k++) {
      ManualPages read = ManualPages.read(pages, LANGUAGES.get(k));
      domains.add(
          ByteDomain.tagged(
              LANGUAGES.get(k), 256 + k, read.training(), read.held(), size.length(), BYTES[k]));
    }
    return prove(new ByteLab(domains, size), new Kept(scratch), new Lines(said));
  }

  Outcome prove(ByteLab lab, Kept kept, Lines lines) {
    Map<String, List<Curve>> curves = new LinkedHashMap<>();
    lines.say(
        "A transformer of %d layers of %d over bytes, %,d steps of %d windows of %d bytes, %d"
            + " seeds; training bytes %s; losses on held-out pages in nats per byte.",
        size.layers(),
        size.width(),
        size.steps(),
        size.rows(),
        size.length(),
        seeds,
        String.join(", ", lab.domains().stream().map(d -> d.name() + " " + d.bytes()).toList()));
    runs(lab)
        .forEach(
            (name, run) -> {
              List<Curve> each = new ArrayList<>();
              for (int seed = 1; seed <= seeds; seed++) {
                int s = seed;
                each.add(
                    kept.get(
                        name.replaceAll("[^a-z0-9]+", "-") + "-seed" + s,
                        Curve.class,
                        () ->
                            lab.train(
                                run.schedule(), run.weights(), size.cosine(), s, EVALUATIONS)));
              }
              curves.put(name, each);
            });
    table(lab, curves, lines);
    return judge(lab, curves, lines);
  }

  /** A schedule, and what losses are multiplied with. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Run(Schedule schedule, double[] weights) {}

  private Map<String, Run> runs(ByteLab lab) {
    List<String> names = lab.names();
    double[] sizes = lab.sizes();
    Map<String, Run> runs = new LinkedHashMap<>();
    for (int tau : new int[] {1, 5, 100}) {
      runs.put(
          "tau " + tau,
          new Run(Schedule.constant(Temperature.proportions(names, sizes, tau)), null));
    }
    runs.put(
        SCALARIZED,
        new Run(
            Schedule.constant(NaturalProportions.of(names, sizes)),
            Scalarization.of(names, sizes, 5).weights()));
    runs.put(
        COOLDOWN, new Run(new Cooldown(5, 1).atFraction(names, sizes, .5, size.steps()), null));
    runs.put(
        "rising 1 to 5",
        new Run(new Cooldown(1, 5).atFraction(names, sizes, .5, size.steps()), null));
    return runs;
  }

  private void table(ByteLab lab, Map<String, List<Curve>> curves, Lines lines) {
    List<String> columns = new ArrayList<>(List.of("run"));
    columns.addAll(lab.names());
    columns.add("variance of the gradient's norm");
    lines.table(columns.toArray(String[]::new));
    curves.forEach(
        (name, each) -> {
          List<Object> cells = new ArrayList<>(List.of(name));
          for (int k = 0; k < lab.domains().size(); k++) {
            int domain = k;
            String seedsOf =
                String.join(", ", each.stream().map(c -> Lines.number(c.last()[domain])).toList());
            cells.add(Lines.number(mean(each, domain)) + " (" + seedsOf + ")");
          }
          cells.add(variance(each));
          lines.row(cells.toArray());
        });
  }

  private static double mean(List<Curve> curves, int domain) {
    return curves.stream().mapToDouble(c -> c.last()[domain]).average().orElseThrow();
  }

  /** Over the second quarter of the run, mean over seeds. */
  private double variance(List<Curve> curves) {
    int steps = (int) size.steps();
    return curves.stream()
        .mapToDouble(c -> c.normVariance(steps / 4, steps / 2))
        .average()
        .orElseThrow();
  }

  private Outcome judge(ByteLab lab, Map<String, List<Curve>> curves, Lines lines) {
    Criteria criteria = new Criteria();
    List<Curve> five = curves.get("tau 5");
    List<Curve> one = curves.get("tau 1");
    List<Curve> weighted = curves.get(SCALARIZED);
    List<Curve> cooldown = curves.get(COOLDOWN);
    double slowest = 0;
    for (int k = 0; k < lab.domains().size(); k++) {
      for (int s = 0; s < seeds; s++) {
        long reached = five.get(s).reaches(k, weighted.get(s).last()[k]);
        slowest = Math.max(slowest, reached < 0 ? 2 : reached / (double) size.steps());
      }
    }
    criteria.check(
        "(i) tau 5 reaches the final loss of loss weights, on every domain and seed, in at most"
            + " 60% of the steps",
        slowest <= .6, slowest > 1 ? "not reached" : Lines.number(100 * slowest) + "%");
    double ratio = variance(weighted) / variance(five);
    criteria.check(
        "(i) the gradient's norm varies at least 5 times as much under loss weights",
        ratio >= 5,
        Lines.number(ratio) + " times");
    overfit(lab, five, cooldown, criteria);
    double head = mean(cooldown, HEAD) - mean(five, HEAD);
    criteria.check(
        "(ii) Cooldown ends lower than static tau 5 on the head by more than 0.1",
        head < -.1,
        Lines.number(head));
    double headCost = mean(cooldown, HEAD) - mean(one, HEAD);
    double[] against = new double[lab.domains().size()];
    Arrays.setAll(against, k -> mean(cooldown, k) - mean(one, k));
    double others = Arrays.stream(against, 1, against.length).average().orElseThrow();
    double worst = Arrays.stream(against, 1, against.length).max().orElseThrow();
    criteria.check(
        "(iii) against tau 1 the head is within 0.05", headCost <= .05, Lines.number(headCost));
    criteria.check(
        "(iii) the other domains are lower by more than 0.05 on average",
        others < -.05,
        Lines.number(others));
    criteria.check("(iii) none is worse by more than 0.02", worst <= .02, Lines.number(worst));
    List<Curve> rising = curves.get("rising 1 to 5");
    lines.say("");
    lines.say("Open in the specification, and reported without a threshold:");
    for (int k = 1; k < lab.domains().size(); k++) {
      lines.say(
          "- %s: falling temperatures end %.3f above rising ones; %.3f above static tau 5.",
          lab.domains().get(k).name(),
          mean(cooldown, k) - mean(rising, k),
          mean(cooldown, k) - mean(five, k));
    }
    return criteria.verdict(lines);
  }

  /** Domains that overfit under the static temperature: final above their own least by .05. */
  private void overfit(ByteLab lab, List<Curve> five, List<Curve> cooldown, Criteria criteria) {
    List<String> seen = new ArrayList<>();
    boolean lower = true;
    for (int k = 1; k < lab.domains().size(); k++) {
      int domain = k;
      double rise =
          five.stream()
              .mapToDouble(c -> c.last()[domain] - c.least(domain))
              .average()
              .orElseThrow();
      if (rise > .05) {
        double difference = mean(cooldown, k) - mean(five, k);
        lower &= difference < 0;
        seen.add(lab.domains().get(k).name() + " " + Lines.number(difference));
      }
    }
    criteria.check(
        "(ii) Cooldown ends lower than static tau 5 on each domain that overfits there",
        lower && !seen.isEmpty(),
        seen.isEmpty() ? "no domain overfits under tau 5" : String.join(", ", seen));
  }
}
