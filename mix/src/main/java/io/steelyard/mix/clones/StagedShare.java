package io.steelyard.mix.clones;

import java.util.ArrayList;
import java.util.List;

/**
 * A share that changes in stages of equal length, written as {@code .1_.9_.5_.5}: each stage lasts
 * {@code floor(S / n)} steps, and the last takes what is left.
 *
 * <p>Example: {@code .1_.9_.5_.5} over 10 steps is .1 .1 .9 .9 .5 .5 .5 .5 .5 .5.
 */
public record StagedShare(List<Double> shares) {
  public StagedShare {
    shares = List.copyOf(shares);
    if (shares.isEmpty() || shares.stream().anyMatch(p -> !(p >= 0 && p <= 1))) {
      throw new IllegalArgumentException(
          "a staged share needs at least one stage, each in [0, 1], was " + shares);
    }
  }

  public static StagedShare of(String written) {
    List<Double> shares = new ArrayList<>();
    for (String part : written.split("_", -1)) {
      try {
        shares.add(Double.parseDouble(part));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "a staged share is written like .1_.9_.5_.5, was '" + written + "'", e);
      }
    }
    return new StagedShare(shares);
  }

  /** The share in force at a step of a run of {@code steps}. */
  public double at(long step, long steps) {
    long stage = Math.max(1, steps / shares.size());
    return shares.get((int) Math.min(shares.size() - 1, step / stage));
  }

  /** Its mean over a run. */
  public double mean(long steps) {
    long stage = Math.max(1, steps / shares.size());
    double sum = 0;
    for (int i = 0; i < shares.size(); i++) {
      long from = Math.min(steps, i * stage);
      long to = i == shares.size() - 1 ? steps : Math.min(steps, from + stage);
      sum += shares.get(i) * (to - from);
    }
    return sum / steps;
  }
}
