package io.steelyard.core.counts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;

/**
 * Proportions as a function of training step: constant, or constant in pieces.
 *
 * <p>A step is whatever the user of the schedule counts by: optimiser steps in a trainer, units
 * served (documents, tokens, bytes) in the sampler; {@link #scaled} moves from one to the other.
 * The last piece has no end. In JSON it is a list, {@code [{"from": 0, "proportions": {...}},
 * {"from": 600, "proportions": {...}}]}.
 */
public final class Schedule {
  /** One piece: these proportions hold from this step until the next piece begins. */
  public record Segment(
      @JsonProperty("from") long from, @JsonProperty("proportions") Proportions proportions) {}

  private final List<Segment> segments;
  private final long[] starts;

  private Schedule(List<Segment> segments) {
    this.segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("the schedule has no segment; expected at least one");
    }
    this.starts = segments.stream().mapToLong(Segment::from).toArray();
    if (starts[0] != 0) {
      throw new IllegalArgumentException(
          "the first segment of a schedule must begin at step 0, this one begins at " + starts[0]);
    }
    List<String> names = segments.get(0).proportions().names();
    for (int s = 1; s < starts.length; s++) {
      if (starts[s] <= starts[s - 1]) {
        throw new IllegalArgumentException(
            "segment "
                + s
                + " begins at step "
                + starts[s]
                + ", not after segment "
                + (s - 1)
                + " at step "
                + starts[s - 1]);
      }
      if (!segments.get(s).proportions().names().equals(names)) {
        throw new IllegalArgumentException(
            "segment "
                + s
                + " names the domains "
                + segments.get(s).proportions().names()
                + ", segment 0 names "
                + names
                + "; give every segment the same list (0 for a domain that is left out)");
      }
    }
  }

  public static Schedule constant(Proportions proportions) {
    return new Schedule(List.of(new Segment(0, proportions)));
  }

  /** Pieces in order of their first step, the first at 0, all over the same domains. */
  @JsonCreator
  public static Schedule piecewise(List<Segment> segments) {
    return new Schedule(segments);
  }

  public static Schedule piecewise(Segment... segments) {
    return new Schedule(Arrays.asList(segments));
  }

  public List<String> domains() {
    return segments.get(0).proportions().names();
  }

  @JsonValue
  public List<Segment> segments() {
    return segments;
  }

  public boolean isConstant() {
    return segments.size() == 1;
  }

  /** The proportions in force at a step. */
  public Proportions at(long step) {
    return segments.get(segmentAt(step)).proportions();
  }

  /** The index of the segment in force at a step. */
  public int segmentAt(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("steps count from 0, was " + step);
    }
    int found = Arrays.binarySearch(starts, step);
    return found >= 0 ? found : -found - 2;
  }

  /** The first step that no longer belongs to a segment; {@code Long.MAX_VALUE} for the last. */
  public long end(int segment) {
    return segment + 1 < starts.length ? starts[segment + 1] : Long.MAX_VALUE;
  }

  /** How many of the first {@code total} steps fall into a segment. */
  public long steps(int segment, long total) {
    return Math.max(0, Math.min(end(segment), total) - starts[segment]);
  }

  /**
   * The mean proportions over the first {@code total} steps: what a domain gets of the whole run.
   * Example: a half-time switch from (0.5, 0.5) to (0.9, 0.1) averages (0.7, 0.3).
   */
  public Proportions timeAverage(long total) {
    if (total <= 0) {
      throw new IllegalArgumentException("a time average needs at least one step, was " + total);
    }
    double[] mean = new double[domains().size()];
    for (int s = 0; s < starts.length; s++) {
      double share = (double) steps(s, total) / total;
      for (int k = 0; k < mean.length; k++) {
        mean[k] += share * segments.get(s).proportions().value(k);
      }
    }
    return Proportions.normalise(domains(), mean);
  }

  /**
   * The same schedule counted in other units: step s becomes {@code s * unitsPerStep} (a trainer's
   * step of 256 sequences of 1,024 tokens is 262,144 tokens).
   */
  public Schedule scaled(long unitsPerStep) {
    if (unitsPerStep <= 0) {
      throw new IllegalArgumentException("units per step must be positive, was " + unitsPerStep);
    }
    return new Schedule(
        segments.stream()
            .map(s -> new Segment(Math.multiplyExact(s.from(), unitsPerStep), s.proportions()))
            .toList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schedule that && segments.equals(that.segments);
  }

  @Override
  public int hashCode() {
    return segments.hashCode();
  }

  @Override
  public String toString() {
    return segments.toString();
  }
}
