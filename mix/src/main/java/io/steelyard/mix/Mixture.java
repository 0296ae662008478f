package io.steelyard.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
 * @param lossWeights factors on the loss of each domain (scalarization), or empty
 */
public record Mixture(
    Unit unit,
    long budget,
    Repeat repeat,
    DrawMode draw,
    int batch,
    List<Phase> phases,
    Map<String, Double> lossWeights) {
  /** The budget of a mixture whose length is decided by whoever draws from it. */
  public static final long OPEN = 0;

  /** These proportions hold from this share of the run until the next phase. */
  public record Phase(double from, Proportions proportions) {
    public Phase {
      if (!(from >= 0 && from < 1)) {
        throw new IllegalArgumentException(
            "a phase begins at a share of the run in [0, 1), was " + from);
      }
    }
  }

  public Mixture {
    phases = List.copyOf(phases);
    lossWeights = Collections.unmodifiableMap(new LinkedHashMap<>(lossWeights));
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
    for (Map.Entry<String, Double> weight : lossWeights.entrySet()) {
      if (!names.contains(weight.getKey())) {
        throw new IllegalArgumentException(
            "a loss weight is given for '" + weight.getKey() + "', which is not a domain here");
      }
      if (!(weight.getValue() >= 0) || Double.isInfinite(weight.getValue())) {
        throw new IllegalArgumentException(
            "the loss weight of domain '"
                + weight.getKey()
                + "' is "
                + weight.getValue()
                + "; expected a finite number that is not negative");
      }
    }
  }

  /** The same proportions all the time, exact draws, no loss weights. */
  public static Mixture constant(Proportions proportions, Unit unit, long budget, Repeat repeat) {
    return of(List.of(new Phase(0, proportions)), unit, budget, repeat);
  }

  /** Phases with exact draws and no loss weights. */
  public static Mixture of(List<Phase> phases, Unit unit, long budget, Repeat repeat) {
    return new Mixture(unit, budget, repeat, DrawMode.EXACT, 0, phases, Map.of());
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
    return new Mixture(unit, budget, repeat, mode, batchSize, phases, lossWeights);
  }

  public Mixture withBudget(long units) {
    return new Mixture(unit, units, repeat, draw, batch, phases, lossWeights);
  }

  public Mixture withLossWeights(Map<String, Double> weights) {
    return new Mixture(unit, budget, repeat, draw, batch, phases, weights);
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
