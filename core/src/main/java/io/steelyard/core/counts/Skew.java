package io.steelyard.core.counts;

import io.steelyard.core.stats.Status;
import io.steelyard.core.stats.Sum;
import java.util.Arrays;

/**
 * How lopsided counts are, over all named domains, those with zero included.
 *
 * <p>Example: 700, 200, 100 has ratio 7, entropy 0.802 nats, normalised entropy 0.730, 2.23
 * effective domains and Gini 0.4.
 *
 * <table>
 * <caption>Edges</caption>
 * <tr><td>no domain, or all zero</td><td>UNDEFINED: every measure NaN but effective domains, 0</td></tr>
 * <tr><td>one domain</td><td>DEGENERATE: ratio 1, normalised entropy 1, effective domains 1, Gini 0</td></tr>
 * <tr><td>some domains zero</td><td>ratio infinity; the rest is defined</td></tr>
 * </table>
 *
 * @param domains number of named domains K
 * @param empty how many of them are zero
 * @param total sum of the counts
 * @param maxMinRatio largest count over smallest
 * @param entropy H in nats
 * @param normalisedEntropy {@code H / ln K}: 1 is perfectly even
 * @param effectiveDomains {@code e^H}: the number of equal domains that would have this entropy
 * @param gini {@code sum_i (2i - K - 1) n_(i) / (K N)} over ascending counts: 0 even, (K-1)/K one
 *     domain has all
 * @param status whether the measures mean anything
 */
public record Skew(
    int domains,
    int empty,
    long total,
    double maxMinRatio,
    double entropy,
    double normalisedEntropy,
    double effectiveDomains,
    double gini,
    Status status) {

  public static Skew of(Counts counts) {
    return of(counts.values());
  }

  public static Skew of(long... counts) {
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    int k = sorted.length;
    if (k > 0 && sorted[0] < 0) {
      throw new IllegalArgumentException("counts cannot be negative, got " + sorted[0]);
    }
    long total = 0;
    int empty = 0;
    for (long count : sorted) {
      total = Math.addExact(total, count);
      empty += count == 0 ? 1 : 0;
    }
    if (total == 0) {
      double no = Double.NaN;
      return new Skew(k, empty, 0, no, no, no, 0, no, Status.UNDEFINED);
    }
    double h = Entropy.plugIn(sorted);
    Sum weighted = new Sum();
    for (int i = 0; i < k; i++) {
      weighted.add((2.0 * (i + 1) - k - 1) * sorted[i]);
    }
    return new Skew(
        k,
        empty,
        total,
        (double) sorted[k - 1] / sorted[0],
        h,
        k == 1 ? 1 : Math.min(1, h / StrictMath.log(k)),
        StrictMath.exp(h),
        Math.max(0, weighted.value() / k / total),
        k == 1 ? Status.DEGENERATE : Status.OK);
  }
}
