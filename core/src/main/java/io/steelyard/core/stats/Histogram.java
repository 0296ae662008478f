package io.steelyard.core.stats;

/**
 * Counts of values in equal bins of [lo, hi), with those outside counted apart; 64-bit, so a merge
 * is exact in any order.
 *
 * <p>Example: {@code new Histogram(0, 1)} has 200 bins of 0.005; 0.0049 lands in bin 0, 1.0 above.
 */
public final class Histogram implements Mergeable<Histogram> {
  public static final int DEFAULT_BINS = 200;

  private final double lo;
  private final double hi;
  private final long[] bins;
  private long below;
  private long above;

  public Histogram(double lo, double hi) {
    this(lo, hi, DEFAULT_BINS);
  }

  public Histogram(double lo, double hi, int bins) {
    if (!(lo < hi) || Double.isInfinite(hi - lo) || bins < 1) {
      throw new IllegalArgumentException(
          "histogram of " + bins + " bins over [" + lo + ", " + hi + "): expected lo < hi, finite");
    }
    this.lo = lo;
    this.hi = hi;
    this.bins = new long[bins];
  }

  public void add(double x) {
    if (Double.isNaN(x)) {
      throw new IllegalArgumentException("a histogram cannot place NaN");
    }
    if (x < lo) {
      below++;
    } else if (x >= hi) {
      above++;
    } else {
      int bin = (int) ((x - lo) / (hi - lo) * bins.length);
      bins[Math.min(bin, bins.length - 1)]++;
    }
  }

  @Override
  public void merge(Histogram other) {
    if (lo != other.lo || hi != other.hi || bins.length != other.bins.length) {
      throw new IllegalArgumentException("histograms over different bins cannot be merged");
    }
    for (int i = 0; i < bins.length; i++) {
      bins[i] = Math.addExact(bins[i], other.bins[i]);
    }
    below = Math.addExact(below, other.below);
    above = Math.addExact(above, other.above);
  }

  /** Counts per bin, lowest first. */
  public long[] counts() {
    return bins.clone();
  }

  public long below() {
    return below;
  }

  public long above() {
    return above;
  }

  public long total() {
    long total = Math.addExact(below, above);
    for (long count : bins) {
      total = Math.addExact(total, count);
    }
    return total;
  }

  /** The lower edge of bin {@code i}; {@code edge(bins)} is hi. */
  public double edge(int i) {
    return i == bins.length ? hi : lo + (hi - lo) * i / bins.length;
  }
}
