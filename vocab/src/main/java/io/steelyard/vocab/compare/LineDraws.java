package io.steelyard.vocab.compare;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Interval;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The same resamples of lines for hundreds of numbers at once: drawn once for each count of lines,
 * and read off as percentile intervals.
 *
 * <p>Example: with 31 lines, replicate 0 might have line 4 three times and line 9 not at all, for
 * every language and every vocabulary.
 */
final class LineDraws {
  static final int REPLICATES = 2_000;
  private static final double LEVEL = 0.95;
  private static final String METHOD = "percentile bootstrap";

  private final long seed;
  private final Map<Integer, int[][]> draws = new ConcurrentHashMap<>();

  LineDraws(long seed) {
    this.seed = seed;
  }

  /** Indexes of lines by replicate, each as many as there are lines. */
  int[][] of(int lines) {
    return draws.computeIfAbsent(lines, this::draw);
  }

  private int[][] draw(int lines) {
    int[][] rows = new int[REPLICATES][lines];
    for (int r = 0; r < REPLICATES; r++) {
      long key = Draws.mix(seed, Purpose.BOOTSTRAP.code(), r);
      for (int i = 0; i < lines; i++) {
        rows[r][i] = (int) Draws.below(Draws.mix(key, i), lines);
      }
    }
    return rows;
  }

  /** An estimate from a value and its replicates; undefined where either is. */
  static Estimate estimate(double value, double[] replicates, int lines) {
    if (Double.isNaN(value) || lines < 2) {
      return Estimate.undefined(lines);
    }
    double[] sorted = Arrays.stream(replicates).filter(d -> !Double.isNaN(d)).sorted().toArray();
    if (sorted.length < replicates.length / 2) {
      return Estimate.undefined(lines);
    }
    double tail = (1 - LEVEL) / 2;
    return Estimate.of(
        value,
        lines,
        new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail), LEVEL, METHOD));
  }

  /** Linear between order statistics. */
  private static double quantile(double[] sorted, double p) {
    double position = p * (sorted.length - 1);
    int i = (int) position;
    int next = Math.min(i + 1, sorted.length - 1);
    double part = position - i;
    return sorted[i] * (1 - part) + sorted[next] * part;
  }
}
