package io.steelyard.core.stats;

/**
 * An interval at a stated confidence level by a stated method, for example 7 of 20 at 95% by
 * Wilson: [0.181, 0.567].
 *
 * @param lo lower end, may be minus infinity
 * @param hi upper end, at least {@code lo}, may be infinity
 * @param level confidence level in (0, 1), for example 0.95
 * @param method how it was made, for example {@code wilson}
 */
public record Interval(double lo, double hi, double level, String method) {
  public Interval {
    if (Double.isNaN(lo) || Double.isNaN(hi) || lo > hi) {
      throw new IllegalArgumentException(
          "interval [" + lo + ", " + hi + "]: expected lo <= hi and no NaN");
    }
    requireLevel(level);
    if (method == null || method.isBlank()) {
      throw new IllegalArgumentException("interval without a method: name how it was made");
    }
  }

  public boolean contains(double value) {
    return lo <= value && value <= hi;
  }

  public double width() {
    return hi - lo;
  }

  static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "confidence level " + level + ": expected a number between 0 and 1, such as 0.95");
    }
  }
}
