package io.steelyard.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.mix.rules.Scalarization;
import java.util.ArrayList;
import java.util.List;

/**
 * How often each domain is seen, and when: what every {@code mix} step makes and the token writer,
 * the vocabulary trainer and the trainer read. It holds no seed and no document.
 *
 * <p>Time is a share of the run, because the budget may become known only after tokenisation: a
 * switch at 60% of 20 million tokens is {@code from = 0.6}, and {@link #schedule} turns it into
 * token 12,000,000. As a file it is {@code mixture.json}, see {@link MixtureJson}.
 *
 * @param unit what proportions and budget count
 * @param budget units in the whole run, or {@link #OPEN} when it is fixed later
 * @param repeat how often a document may come again
 * @param draw how the sampler makes a sequence of it
 * @param batch documents per batch in the batched modes, else 0
 * @param phases proportions from a share of the run on; the first at 0
 */
public record Mixture(
    Unit unit, long budget, Repeat repeat, DrawMode draw, int batch, List<Phase> phases) {
  /** The budget of a mixture whose length is decided by whoever draws from it. */
  public static final long OPEN = 0;

  /**
   * These proportions hold from this share of the run until the next phase.
   *
   * @param from share of the run
   * @param proportions how often each domain comes
   * @param lossWeights factors on the loss of each domain (see {@link Scalarization}), in the order
   *     of the proportions; empty for none
   */
  public record Phase(double from, Proportions proportions, List<Double> lossWeights) {
    public Phase(double from, Proportions proportions) {
      this(from, proportions, List.of());
    }

    public Phase {
      lossWeights = List.copyOf(lossWeights);
      if (!lossWeights.isEmpty() && lossWeights.size() != proportions.size()) {
        throw new IllegalArgumentException(
            lossWeights.size() + " loss weights are given for " + proportions.size() + " domains");
      }
      for (int k = 0; k < lossWeights.size(); k++) {
        if (!(lossWeights.get(k) >= 0) || Double.isInfinite(lossWeights.get(k))) {
          throw new IllegalArgumentException(
              "the loss weight of domain '"
                  + proportions.name(k)
                  + "' is "
                  + lossWeights.get(k)
                  + "; expected a finite number that is not negative");
        }
      }
      if (!(from >= 0 && from < 1)) {
        throw new IllegalArgumentException(
            "a phase begins at a share of the run in [0, 1), was " + from);
      }
    }
  }

  public Mixture {
    phases = List.copyOf(phases);
    if (budget < 0) {
      throw new IllegalArgumentException(
          "the budget must be positive, or " + OPEN + " for none, was " + budget);
    }
    if (draw.isBatched() != batch > 0 || batch < 0) {
      throw new IllegalArgumentException(
          draw.isBatched()
              ? "draw mode " + draw.word() + " needs a batch size of at least 1, was " + batch
              : "draw mode " + draw.word() + " takes no batch size, was " + batch);
    }
    if (phases.isEmpty() || phases.get(0).from() != 0) {
      throw new IllegalArgumentException(
          "the first phase of a mixture must begin at 0, the phases begin at "
              + phases.stream().map(Phase::from).toList());
    }
    List<String> names = phases.get(0).proportions().names();
    for (int i = 1; i < phases.size(); i++) {
      if (!(phases.get(i).from() > phases.get(i - 1).from())) {
        throw new IllegalArgumentException(
            "phase " + i + " begins at " + phases.get(i).from() + ", not after the one before");
      }
      if (!phases.get(i).proportions().names().equals(names)) {
        throw new IllegalArgumentException(
            "phase "
                + i
                + " names the domains "
                + phases.get(i).proportions().names()
                + ", phase 0 names "
                + names);
      }
    }
  }

  /** The same proportions all the time, in exact draws. */
  public static Mixture constant(Proportions proportions, Unit unit, long budget, Repeat repeat) {
    return of(List.of(new Phase(0, proportions)), unit, budget, repeat);
  }

  /** Phases in exact draws. */
  public static Mixture of(List<Phase> phases, Unit unit, long budget, Repeat repeat) {
    return new Mixture(unit, budget, repeat, DrawMode.EXACT, 0, phases);
  }

  /** Turns a schedule over a run of {@code total} steps into shares of that run. */
  public static Mixture of(Schedule schedule, long total, Unit unit, long budget, Repeat repeat) {
    List<Phase> phases = new ArrayList<>();
    for (Schedule.Segment segment : schedule.segments()) {
      if (segment.from() < total) {
        phases.add(new Phase((double) segment.from() / total, segment.proportions()));
      }
    }
    return of(phases, unit, budget, repeat);
  }

  public Mixture withDraw(DrawMode mode, int batchSize) {
    return new Mixture(unit, budget, repeat, mode, batchSize, phases);
  }

  public Mixture withBudget(long units) {
    return new Mixture(unit, units, repeat, draw, batch, phases);
  }

  public List<String> domains() {
    return phases.get(0).proportions().names();
  }

  public boolean isOpen() {
    return budget == OPEN;
  }

  /**
   * The schedule in units of a run of {@code total}: phase i begins at {@code round(from * total)}.
   */
  public Schedule schedule(long total) {
    if (total <= 0) {
      throw new IllegalArgumentException(
          "the budget must be positive to place the phases, was " + total);
    }
    List<Schedule.Segment> segments = new ArrayList<>();
    for (Phase phase : phases) {
      long from = Math.round(phase.from() * total);
      if (!segments.isEmpty() && segments.get(segments.size() - 1).from() == from) {
        segments.remove(segments.size() - 1); // a phase shorter than half a unit
      }
      segments.add(new Schedule.Segment(from, phase.proportions()));
    }
    return Schedule.piecewise(segments);
  }

  /** The mean proportions over the whole run: what a vocabulary should be trained on. */
  public Proportions timeAverage() {
    double[] mean = new double[domains().size()];
    for (int i = 0; i < phases.size(); i++) {
      double end = i + 1 < phases.size() ? phases.get(i + 1).from() : 1;
      for (int k = 0; k < mean.length; k++) {
        mean[k] += (end - phases.get(i).from()) * phases.get(i).proportions().value(k);
      }
    }
    return Proportions.normalise(domains(), mean);
  }
}
