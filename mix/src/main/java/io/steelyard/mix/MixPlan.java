package io.steelyard.mix;

import io.steelyard.core.counts.Schedule;
import io.steelyard.core.step.Amount.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A mixture before it is paid for: passes over each domain, what stays unseen, when a domain is
 * seen last, what repeats too often, what cannot work at all, and what the sampling will cost.
 *
 * <p>Computed, not drawn: domains flow at their proportions until their repeat rule stops them,
 * which is within one document (or batch) of what {@link Sampler} will do. Example: 20 million
 * tokens at (0.5, 0.5) over domains of 40 and 2 million give 0.25 and 5 passes, 75% of the first
 * unseen, and a warning for the second.
 *
 * @param unit what all amounts count
 * @param budget units planned
 * @param served units that the domains will give; less than the budget when all are spent before
 * @param domains one line per domain
 * @param problems what a user should know, errors first
 * @param estimates what sampling will cost
 */
public record MixPlan(
    Unit unit,
    long budget,
    double served,
    List<Line> domains,
    List<Problem> problems,
    Estimates estimates) {
  /** More passes than this are worth clearly less than new data (Muennighoff et al. 2023). */
  public static final double WARN_EPOCHS = 4;

  /** More passes than this are refused, unless the user sets another limit. */
  public static final double MAX_EPOCHS = 16;

  /** Floor of the sampler's speed on one core at 8 domains; {@code bench/run sampler} measures. */
  private static final double DRAWS_PER_SECOND = 5e6;

  /**
   * One domain.
   *
   * @param name the domain
   * @param documents documents it holds
   * @param available units it holds
   * @param asked units the schedule asks for
   * @param expected units it will give, with the shares of spent domains
   * @param epochs passes over it, {@code expected / available}
   * @param unseen share of it that will never come
   * @param lastSeen position in the run (units) after which it no longer comes; 0 if it never does
   * @param spentAt position at which its repeat rule stops it, or -1
   */
  public record Line(
      String name,
      long documents,
      double available,
      double asked,
      double expected,
      double epochs,
      double unseen,
      double lastSeen,
      double spentAt) {}

  /** Something to know; an error means that the run would not do what was asked. */
  public record Problem(boolean isError, String message) {}

  /**
   * What sampling costs.
   *
   * @param draws documents that will be drawn
   * @param seconds time to make the sequence on one core
   * @param stateBytes memory of the sampler, without the sizes of documents
   * @param indexBytes memory of a {@link CounterIndex} over the whole run
   */
  public record Estimates(double draws, double seconds, long stateBytes, long indexBytes) {}

  /** Plans with the usual limits: warns above 4 passes, refuses above 16. */
  public static MixPlan of(Mixture mixture, List<PlannedDomain> domains, long budget) {
    return of(mixture, domains, budget, WARN_EPOCHS, MAX_EPOCHS);
  }

  /**
   * @param domains what there is; every domain of the mixture with a proportion must be among them
   * @param budget units, used where the mixture leaves its budget open
   * @param warnEpochs passes above which to warn
   * @param maxEpochs passes above which to refuse; infinity for never
   */
  public static MixPlan of(
      Mixture mixture,
      List<PlannedDomain> domains,
      long budget,
      double warnEpochs,
      double maxEpochs) {
    long units = mixture.isOpen() ? budget : mixture.budget();
    Schedule schedule = mixture.schedule(units);
    return new Planning(mixture, schedule, inOrder(mixture, domains), units)
        .run(warnEpochs, maxEpochs);
  }

  private static PlannedDomain[] inOrder(Mixture mixture, List<PlannedDomain> domains) {
    Map<String, PlannedDomain> byName = new HashMap<>();
    domains.forEach(domain -> byName.put(domain.name(), domain));
    return mixture.domains().stream()
        .map(name -> byName.getOrDefault(name, new PlannedDomain(name, 0, 0)))
        .toArray(PlannedDomain[]::new);
  }

  public boolean hasErrors() {
    return problems.stream().anyMatch(Problem::isError);
  }

  /**
   * Refuses a plan that cannot work.
   *
   * @throws IllegalArgumentException with all errors, one a line
   */
  public MixPlan orThrow() {
    if (hasErrors()) {
      throw new IllegalArgumentException(
          String.join(
              "\n", problems.stream().filter(Problem::isError).map(Problem::message).toList()));
    }
    return this;
  }

  public Line of(String name) {
    return domains.stream()
        .filter(line -> line.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no domain '" + name + "' is planned"));
  }

  /** The flow of domains through the segments of a schedule. */
  private static final class Planning {
    private final Mixture mixture;
    private final Schedule schedule;
    private final PlannedDomain[] domains;
    private final long budget;
    private final double[] asked;
    private final double[] expected;
    private final double[] lastSeen;
    private final double[] spentAt;
    private double position;

    Planning(Mixture mixture, Schedule schedule, PlannedDomain[] domains, long budget) {
      this.mixture = mixture;
      this.schedule = schedule;
      this.domains = domains;
      this.budget = budget;
      this.asked = new double[domains.length];
      this.expected = new double[domains.length];
      this.lastSeen = new double[domains.length];
      this.spentAt = new double[domains.length];
      Arrays.fill(spentAt, -1);
    }

    MixPlan run(double warnEpochs, double maxEpochs) {
      for (int s = 0; s < schedule.segments().size(); s++) {
        double[] p = schedule.segments().get(s).proportions().values();
        for (int k = 0; k < p.length; k++) {
          asked[k] += p[k] * schedule.steps(s, budget);
        }
        if (!flow(p, Math.min(schedule.end(s), budget))) {
          break;
        }
      }
      return new MixPlan(
          mixture.unit(), budget, position, lines(), problems(warnEpochs, maxEpochs), estimates());
    }

    private double capacity(int k) {
      double units = domains[k].units();
      return units == 0 ? 0 : mixture.repeat().epochs() * units;
    }

    /** Serves proportions up to a position; false when nothing with a proportion is left. */
    private boolean flow(double[] p, double end) {
      while (position < end) {
        double open = 0;
        for (int k = 0; k < p.length; k++) {
          open += expected[k] < capacity(k) ? p[k] : 0;
        }
        if (open == 0) {
          return false;
        }
        double step = end - position;
        for (int k = 0; k < p.length; k++) {
          if (p[k] > 0 && expected[k] < capacity(k)) {
            step = Math.min(step, (capacity(k) - expected[k]) * open / p[k]);
          }
        }
        position = step == end - position ? end : position + step;
        for (int k = 0; k < p.length; k++) {
          if (p[k] > 0 && expected[k] < capacity(k)) {
            expected[k] += step * p[k] / open;
            lastSeen[k] = position;
            if (expected[k] >= capacity(k) * (1 - 1e-12)) {
              expected[k] = capacity(k);
              spentAt[k] = position;
            }
          }
        }
      }
      return true;
    }

    private List<Line> lines() {
      List<Line> lines = new ArrayList<>();
      for (int k = 0; k < domains.length; k++) {
        double units = domains[k].units();
        double epochs = units == 0 ? 0 : expected[k] / units;
        lines.add(
            new Line(
                domains[k].name(),
                domains[k].documents(),
                units,
                asked[k],
                expected[k],
                epochs,
                units == 0 ? 0 : Math.max(0, 1 - epochs),
                lastSeen[k],
                spentAt[k]));
      }
      return lines;
    }

    private List<Problem> problems(double warnEpochs, double maxEpochs) {
      List<String> errors = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      String unit = mixture.unit().word();
      for (int k = 0; k < domains.length; k++) {
        String name = "domain '" + domains[k].name() + "'";
        double epochs = domains[k].units() == 0 ? 0 : expected[k] / domains[k].units();
        if (asked[k] > 0 && (domains[k].documents() == 0 || domains[k].units() == 0)) {
          errors.add(
              String.format(
                  Locale.ROOT,
                  "%s has %s but is asked for %,.0f %s (%.2f%% of the run); give it documents, or"
                      + " leave it out",
                  name,
                  domains[k].documents() == 0 ? "no documents" : "documents of 0 " + unit,
                  asked[k],
                  unit,
                  100 * asked[k] / budget));
        } else if (epochs > maxEpochs) {
          errors.add(
              String.format(
                  Locale.ROOT,
                  "%s would be passed over %.1f times (%,.0f of its %,.0f %s), above the limit of"
                      + " %.1f; lower its share or the budget, cap it, or raise the limit",
                  name,
                  epochs,
                  expected[k],
                  domains[k].units(),
                  unit,
                  maxEpochs));
        } else if (epochs > warnEpochs) {
          warnings.add(
              String.format(
                  Locale.ROOT,
                  "%s is passed over %.1f times, above %.1f: repeats beyond that teach little",
                  name,
                  epochs,
                  warnEpochs));
        }
        if (asked[k] == 0 && domains[k].documents() > 0) {
          warnings.add(name + " has documents but no share of the run: it is never seen");
        }
        if (spentAt[k] >= 0 && spentAt[k] < budget && position >= budget) {
          warnings.add(
              String.format(
                  Locale.ROOT,
                  "%s is spent at %.1f%% of the run (repeat: %s) after %,.0f %s; from there the"
                      + " others share its proportion",
                  name,
                  100 * spentAt[k] / budget,
                  mixture.repeat().word(),
                  expected[k],
                  unit));
        }
      }
      if (position < budget * (1 - 1e-9) && errors.isEmpty()) {
        double available = 0;
        for (PlannedDomain domain : domains) {
          available += domain.units();
        }
        errors.add(
            String.format(
                Locale.ROOT,
                "the budget is %,d %s, but with repeat: %s the domains give only %,.0f (they hold"
                    + " %,.0f); lower the budget to that, or allow repeats",
                budget,
                unit,
                mixture.repeat().word(),
                position,
                available));
      }
      List<Problem> problems = new ArrayList<>();
      errors.forEach(message -> problems.add(new Problem(true, message)));
      warnings.forEach(message -> problems.add(new Problem(false, message)));
      return problems;
    }

    private Estimates estimates() {
      double draws = 0;
      for (int k = 0; k < domains.length; k++) {
        if (expected[k] > 0) {
          draws += expected[k] * domains[k].documents() / domains[k].units();
        }
      }
      int n = domains.length;
      long counters = 100L * n + 200; // Progress: eleven words per domain, and its objects
      double perDraw = Math.max(1, n / 8.) / DRAWS_PER_SECOND; // the exact rule is linear in K
      long segments = 8L * n * schedule.segments().size();
      return new Estimates(
          draws,
          draws * perDraw,
          20 * counters + segments,
          (long) (draws / Sampler.INDEX_INTERVAL + 1) * counters);
    }
  }
}
