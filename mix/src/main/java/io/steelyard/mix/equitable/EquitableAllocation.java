package io.steelyard.mix.equitable;

import io.steelyard.core.RequestException;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Job;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Allocates a budget over the domains of a corpus: measures (or reads) their learning curves,
 * checks that more data helps each of them less and less, and follows the goal; where a curve
 * cannot be followed, it spends equally and says so.
 */
public final class EquitableAllocation {
  /** What is made small. */
  public enum Goal {
    AVERAGE,
    POWER,
    LOGARITHM,
    WORST,
    BLEND
  }

  /** How it is found. */
  public enum Policy {
    ONE_SHOT,
    ADAPTIVE
  }

  /**
   * A domain of the corpus; amounts are in the unit of the run.
   *
   * @param name the domain
   * @param available units that exist
   * @param bytesPerUnit bytes of text of one unit
   * @param weight what its loss counts
   * @param cost price of one unit
   * @param have units that the model has seen already
   * @param highest loss that it may have; infinity for any
   */
  public record Domain(
      String name,
      double available,
      double bytesPerUnit,
      double weight,
      double cost,
      double have,
      double highest) {}

  /**
   * @param budget what may be spent
   * @param goal what is made small
   * @param power for {@link Goal#POWER}
   * @param theta for {@link Goal#BLEND}
   * @param ceiling for {@link Goal#LOGARITHM}
   * @param policy how it is found
   * @param lots in how many lots the adaptive policy buys
   * @param curves measured elsewhere
   * @param measureOn bytes of each domain that curves are measured on
   * @param repeats orders of that text
   * @param fitFloor whether a loss that no data removes is fitted
   * @param epochs passes allowed over a domain
   */
  public record Settings(
      double budget,
      Goal goal,
      double power,
      double theta,
      double ceiling,
      Policy policy,
      int lots,
      Optional<Path> curves,
      long measureOn,
      int repeats,
      boolean fitFloor,
      double epochs) {}

  /** Amounts at which a curve is measured, each so many times the last. */
  private static final int AMOUNTS = 9;

  private static final double FACTOR = 1.6;

  /** Text below which a curve says nothing: its smallest sample would be a few lines. */
  private static final long LEAST_TEXT = 20_000;

  /** Resampled fits for the interval of an allocation. */
  private static final int REFITS = 500;

  /** A domain starts with this share of itself where the adaptive policy has nothing yet. */
  private static final double START = 0.01;

  private final Settings settings;
  private final List<Domain> domains;
  private final Utility utility;

  public EquitableAllocation(Settings settings, List<Domain> domains) {
    this.settings = settings;
    this.domains = List.copyOf(domains);
    this.utility =
        switch (settings.goal) {
          case AVERAGE, WORST, BLEND -> Utility.AVERAGE;
          case POWER -> Utility.power(settings.power);
          case LOGARITHM -> Utility.logarithm(settings.ceiling);
        };
  }

  /**
   * @return units to add to each domain
   * @throws IllegalArgumentException or {@link RequestException} with a message for people
   */
  public double[] run(Job job) {
    List<ChunkedText> texts = settings.curves.isPresent() ? List.of() : texts(job);
    List<MeasuredCurve> measured = texts.isEmpty() ? read(job) : measure(job, texts);
    EquitableReport report = new EquitableReport(job.summary(), domains, measured, utility);
    List<CurveFit.Fitted> fits = measured.stream().map(c -> c.fit(settings.fitFloor)).toList();
    List<Group> groups = groups(fits);
    List<String> why = report.curves(fits);
    Allocation allocation;
    double[][] intervals = null;
    if (!why.isEmpty()) {
      job.summary()
          .warning(
              "Slopes cannot be trusted here, so the budget is spent equally: "
                  + String.join("; ", why)
                  + ". Deduplicate the corpus, or give curves that were measured elsewhere.");
      allocation = Heuristic.EQUAL_SPEND.allocate(groups, settings.budget);
    } else if (settings.policy == Policy.ADAPTIVE) {
      allocation = adaptive(job, texts, groups, report);
    } else {
      allocation = solve(groups);
      intervals = intervals(measured, job.seed());
    }
    report.allocation(allocation, intervals, fits, settings.budget);
    double[] added = new double[domains.size()];
    Arrays.setAll(added, allocation::added);
    return added;
  }

  private List<Group> groups(List<CurveFit.Fitted> fits) {
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < domains.size(); g++) {
      Domain d = domains.get(g);
      double limit = Math.max(d.have, settings.epochs * d.available);
      groups.add(new Group(d.name, fits.get(g).curve(), d.weight, d.cost, d.have, limit));
    }
    return groups;
  }

  private Allocation solve(List<Group> groups) {
    double[] floors = domains.stream().mapToDouble(Domain::highest).toArray();
    return switch (settings.goal) {
      case AVERAGE, POWER, LOGARITHM ->
          Arrays.stream(floors).allMatch(Double::isInfinite)
              ? WaterFilling.allocate(groups, utility, settings.budget)
              : WorstGroup.floors(groups, utility, floors, settings.budget);
      case WORST -> WorstGroup.minimax(groups, settings.budget);
      case BLEND -> WorstGroup.blend(groups, utility, settings.theta, settings.budget);
    };
  }

  /** Middle 90% of the allocations by curves that were fitted again; null without repeated runs. */
  private double[][] intervals(List<MeasuredCurve> measured, long seed) {
    if (!measured.stream().allMatch(MeasuredCurve::isRepeated)) {
      return null;
    }
    long key = Draws.key(seed, Purpose.BOOTSTRAP);
    double[][] drawn = new double[domains.size()][REFITS];
    for (int b = 0; b < REFITS; b++) {
      List<CurveFit.Fitted> fits = new ArrayList<>();
      for (int g = 0; g < measured.size(); g++) {
        fits.add(measured.get(g).refit(settings.fitFloor, Draws.mix(key, b, g)));
      }
      Allocation allocation;
      try {
        allocation = solve(groups(fits));
      } catch (IllegalArgumentException e) {
        allocation = WaterFilling.allocate(groups(fits), utility, settings.budget);
      }
      for (int g = 0; g < drawn.length; g++) {
        drawn[g][b] = allocation.added(g);
      }
    }
    double[][] intervals = new double[drawn.length][];
    for (int g = 0; g < drawn.length; g++) {
      Arrays.sort(drawn[g]);
      intervals[g] = new double[] {drawn[g][REFITS / 20], drawn[g][REFITS - 1 - REFITS / 20]};
    }
    return intervals;
  }

  private Allocation adaptive(
      Job job, List<ChunkedText> texts, List<Group> groups, EquitableReport report) {
    List<Group> started = new ArrayList<>();
    double left = settings.budget;
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      double start =
          Math.max(group.have(), Math.min(group.limit(), START * domains.get(g).available));
      left -= group.cost() * (start - group.have());
      started.add(
          new Group(
              group.name(), group.curve(), group.weight(), group.cost(), start, group.limit()));
    }
    if (left < 0) {
      throw new IllegalArgumentException(
          "the budget does not pay for a start of 1% of each domain; use policy: one-shot");
    }
    double costs = groups.stream().mapToDouble(Group::cost).average().orElseThrow();
    job.progress().stage("buying lots", settings.lots, "lots");
    AdaptiveAllocation.Outcome outcome =
        AdaptiveAllocation.run(
            started,
            utility,
            inUnits(texts),
            left,
            new AdaptiveAllocation.Settings(
                left / settings.lots / costs,
                SlopeEstimate.Rule.POWER_FIT,
                settings.repeats,
                0,
                0,
                true,
                0),
            job.seed());
    report.rounds(outcome, texts);
    double[] amounts = outcome.allocation().amounts();
    return new Allocation(
        groups, amounts, Allocation.spent(groups, amounts), 0, new double[amounts.length]);
  }

  /** Losses by amounts in the unit of the run. */
  private Losses inUnits(List<ChunkedText> texts) {
    TextLosses losses = TextLosses.forSlopes(texts);
    return new Losses() {
      @Override
      public double of(int group, double amount, int repeat) {
        return losses.of(group, amount * domains.get(group).bytesPerUnit, repeat);
      }

      @Override
      public double largest(int group) {
        return texts.get(group).bytes() / domains.get(group).bytesPerUnit;
      }
    };
  }

  private List<MeasuredCurve> read(Job job) {
    Path file = job.resolve(settings.curves.orElseThrow());
    Map<String, MeasuredCurve> curves = CurvesFile.read(file);
    List<String> missing =
        domains.stream().map(Domain::name).filter(name -> !curves.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new RequestException(
          file + " has no losses for " + missing + "; it has " + curves.keySet());
    }
    return domains.stream().map(domain -> curves.get(domain.name)).toList();
  }

  private List<ChunkedText> texts(Job job) {
    Map<String, List<String>> sampled = new HashMap<>(TextSample.of(job, settings.measureOn));
    ChunkedText[] texts = new ChunkedText[domains.size()];
    job.each(
        texts.length,
        g -> {
          String name = domains.get(g).name;
          texts[g] = new ChunkedText(name, sampled.getOrDefault(name, List.of()), job.seed());
        });
    for (int g = 0; g < texts.length; g++) {
      if (texts[g].bytes() < LEAST_TEXT) {
        throw new IllegalArgumentException(
            "'"
                + domains.get(g).name
                + "' has only "
                + texts[g].bytes()
                + " bytes to measure a learning curve on (lines that several documents share are"
                + " left out), of at least "
                + LEAST_TEXT
                + "; give measured losses with curves, or leave the domain out with weights: {"
                + domains.get(g).name
                + ": 0}");
      }
    }
    return List.of(texts);
  }

  private List<MeasuredCurve> measure(Job job, List<ChunkedText> texts) {
    TextLosses losses = TextLosses.forSlopes(texts);
    MeasuredCurve[] curves = new MeasuredCurve[texts.size()];
    job.progress().stage("measuring learning curves", texts.size(), "domains");
    job.each(
        curves.length,
        g -> {
          Domain domain = domains.get(g);
          double[] bytes = TextLosses.grid(texts.get(g).bytes(), AMOUNTS, FACTOR);
          List<List<CurveFit.Point>> runs = new ArrayList<>();
          for (int i = 0; i < AMOUNTS; i++) {
            runs.add(new ArrayList<>());
          }
          for (int r = 0; r < settings.repeats; r++) {
            double[] at = losses.curve(g, bytes, r);
            for (int i = 0; i < AMOUNTS; i++) {
              runs.get(i).add(new CurveFit.Point(bytes[i] / domain.bytesPerUnit, at[i]));
            }
            Job.stopIfInterrupted();
          }
          curves[g] = new MeasuredCurve(domain.name, runs);
          job.progress().advance(1);
        });
    return List.of(curves);
  }
}
