package io.steelyard.corpus.clean;

import java.util.Arrays;

/**
 * The values of one text by {@link Metric}; NaN means "not measured" and never stands for a value:
 * an empty denominator is reported as the reason {@code empty} instead.
 */
public final class Measures {
  private static final int SIZE = Metric.values().length;
  private final double[] values = new double[SIZE];

  public Measures() {
    clear();
  }

  public void clear() {
    Arrays.fill(values, Double.NaN);
  }

  public double get(Metric metric) {
    return values[metric.ordinal()];
  }

  public boolean has(Metric metric) {
    return !Double.isNaN(values[metric.ordinal()]);
  }

  void set(Metric metric, double value) {
    values[metric.ordinal()] = value;
  }

  void setRatio(Metric metric, double part, double whole) {
    values[metric.ordinal()] = part / whole;
  }

  /** A copy by ordinal of {@link Metric}. */
  public double[] toArray() {
    return values.clone();
  }
}
