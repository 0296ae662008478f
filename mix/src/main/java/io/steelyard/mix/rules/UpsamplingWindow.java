package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.counts.Schedule.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Domain upsampling at the end of training: the base mixture for most of the run, then a mixture
 * heavy in small, dense domains for the last share of it.
 *
 * <p>Example: of 254,314 steps a window of 0.2 begins at step 203,451. Counters of the domains go
 * on through the switch. Blakeney et al. 2024, <a href="https://arxiv.org/abs/2406.03476">Does your
 * data spark joy?</a>; the paper uses 5 to 30% and warns against the window's mixture for the whole
 * run.
 *
 * @param fraction share of the run that the window takes, in [0, 1]
 * @param base proportions before the window
 * @param window proportions inside it, over the same domains
 */
public record UpsamplingWindow(double fraction, Proportions base, Proportions window) {
  public UpsamplingWindow {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "the window takes a share of the run in [0, 1], was " + fraction);
    }
    window = window.reordered(base.names());
  }

  /** Optimiser steps of a run: {@code ceil(tokens / (batch * length))}. */
  public static long steps(long tokens, long batch, long length) {
    long perStep = Math.multiplyExact(batch, length);
    return (tokens + perStep - 1) / perStep;
  }

  /** The window's first step: {@code s0 = round((1 - fraction) * steps)}. */
  public long begin(long steps) {
    return Math.round((1 - fraction) * steps);
  }

  /** The schedule of a run; without a window it is the base mixture, and nothing else. */
  public Schedule schedule(long steps) {
    long begin = begin(steps);
    if (begin >= steps) {
      return Schedule.constant(base);
    }
    return begin == 0
        ? Schedule.constant(window)
        : Schedule.piecewise(new Segment(0, base), new Segment(begin, window));
  }

  /** Units of each domain in a run: {@code budget * ((1-f) base_k + f window_k)}. */
  public double[] units(double budget) {
    double[] units = new double[base.size()];
    for (int k = 0; k < units.length; k++) {
      units[k] = budget * ((1 - fraction) * base.value(k) + fraction * window.value(k));
    }
    return units;
  }

  /** How much more often a domain comes inside the window: {@code window_k / base_k}. */
  public double[] multipliers() {
    double[] multipliers = new double[base.size()];
    for (int k = 0; k < multipliers.length; k++) {
      multipliers[k] = window.value(k) == 0 ? 0 : window.value(k) / base.value(k);
    }
    return multipliers;
  }

  /**
   * The checkpoint to branch from: it must not lie inside the window.
   *
   * @param checkpoints steps at which a checkpoint exists
   * @return the checkpoint at the window's begin
   * @throws IllegalArgumentException naming the nearest earlier checkpoint, if there is none at the
   *     begin itself
   */
  public long branchPoint(long steps, List<Long> checkpoints) {
    long begin = begin(steps);
    long nearest = -1;
    for (long checkpoint : checkpoints) {
      if (checkpoint <= begin && checkpoint > nearest) {
        nearest = checkpoint;
      }
    }
    if (nearest != begin) {
      throw new IllegalArgumentException(
          "the window begins at step "
              + begin
              + ", where there is no checkpoint; "
              + (nearest < 0
                  ? "all checkpoints are later"
                  : "the nearest earlier one is at step "
                      + nearest
                      + ": train from it to "
                      + begin
                      + " on the base mixture first"));
    }
    return nearest;
  }

  /** What a user should know; empty when all is well. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (fraction == 1) {
      warnings.add(
          "the window takes the whole run: its mixture is meant for the end, used throughout it"
              + " repeats small domains and starves the rest");
    } else if (fraction > .3) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the window takes %.0f%% of the run; gains were reported for 5%% to 30%%",
              100 * fraction));
    }
    return warnings;
  }
}
