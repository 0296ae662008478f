package io.steelyard.vocab.measure;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Mergeable;
import java.util.Arrays;

/**
 * A ratio of two sums over texts, with an interval, in bounded memory: texts fall into {@value
 * #BUCKETS} buckets by the hash of their key, and buckets are resampled. Whole numbers, so parts
 * merge in any order.
 *
 * <p>Example: 3 of 4 numbers cut well in one text and 1 of 6 in another: 4/10.
 */
final class BucketedRatio implements Mergeable<BucketedRatio> {
  private static final long serialVersionUID = 1;
  static final int BUCKETS = 100;

  private final long[] above = new long[BUCKETS];
  private final long[] below = new long[BUCKETS];
  private long texts;

  void add(long key, long numerator, long denominator) {
    int bucket = (int) Long.remainderUnsigned(Draws.sm(key), BUCKETS);
    above[bucket] += numerator;
    below[bucket] += denominator;
    texts++;
  }

  @Override
  public void merge(BucketedRatio other) {
    for (int b = 0; b < BUCKETS; b++) {
      above[b] += other.above[b];
      below[b] += other.below[b];
    }
    texts += other.texts;
  }

  long above() {
    return Arrays.stream(above).sum();
  }

  long below() {
    return Arrays.stream(below).sum();
  }

  /** Undefined where the denominators sum to 0. */
  Estimate estimate(Bootstrap bootstrap) {
    if (below() == 0) {
      return Estimate.undefined(texts);
    }
    int used = 0;
    double[] numerator = new double[BUCKETS];
    double[] denominator = new double[BUCKETS];
    for (int b = 0; b < BUCKETS; b++) {
      if (above[b] > 0 || below[b] > 0) {
        numerator[used] = above[b];
        denominator[used++] = below[b];
      }
    }
    Estimate e = bootstrap.ratio(Arrays.copyOf(numerator, used), Arrays.copyOf(denominator, used));
    return new Estimate(e.value(), texts, e.interval(), e.basis(), e.status());
  }
}
