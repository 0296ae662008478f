package io.steelyard.vocab.train;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.counts.Counts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/**
 * What one occurrence of a word counts in each domain, so that the domains' bytes stand in given
 * proportions: {@code weight_d = round(unit * B * share_d / bytes_d)}, with B the bytes of all
 * domains, in exact decimal arithmetic. Weights are whole numbers, so that sums of counts are exact
 * and independent of order.
 *
 * <p>Example: 900 bytes of English and 100 of Czech at equal shares: {@code 1000 * 0.5 / 900 =
 * 0.5556} and {@code 1000 * 0.5 / 100 = 5}, times the unit 2^20: 582,542 and 5,242,880.
 *
 * <p>The rounding error of a weight is at most half of one, that is {@code 1 / (2 * weight_d)} of
 * it.
 */
public final class DomainWeights {
  /** Fractional bits of a weight, where the text is small enough: below 2 TiB. */
  private static final int UNIT_BITS = 20;

  /** Weighted bytes stay below 2^62, so no sum of counts can overflow. */
  private static final int TOTAL_BITS = 61;

  private final long[] weights;
  private final long unit;

  private DomainWeights(long[] weights, long unit) {
    this.weights = weights;
    this.unit = unit;
  }

  /** Every occurrence counts 1: the natural mixture. */
  public static DomainWeights natural(int domains) {
    long[] ones = new long[domains];
    java.util.Arrays.fill(ones, 1);
    return new DomainWeights(ones, 1);
  }

  /**
   * Amplified corpora: every domain counts as often as makes it about as large as the largest,
   * {@code a_d = max(1, round(max_j bytes_j / bytes_d))}, halves to even; a whole number of copies
   * (Wada et al. 2020, amplified vocabulary). A domain without text stays at 1.
   *
   * <p>Example: 18 GB of general and 0.2 GB of medical text: the latter counts 90 times.
   */
  public static DomainWeights amplified(long[] bytes) {
    long most = java.util.Arrays.stream(bytes).max().orElse(0);
    long[] copies = new long[bytes.length];
    for (int d = 0; d < copies.length; d++) {
      copies[d] =
          bytes[d] == 0
              ? 1
              : Math.max(
                  1,
                  new BigDecimal(most)
                      .divide(new BigDecimal(bytes[d]), 0, RoundingMode.HALF_EVEN)
                      .longValueExact());
      Math.multiplyExact(copies[d], Math.max(1, bytes[d]));
    }
    return new DomainWeights(copies, 1);
  }

  /**
   * Every domain counts as a number of bytes that is given for it, or as the bytes that it has; 0
   * leaves it out.
   *
   * <p>Example: 900 bytes of English and 100 of Czech with a budget of 900 for Czech count alike.
   *
   * @param bytes of training text by domain
   * @param budgets by domain; each must have text
   */
  static DomainWeights budgets(Counts bytes, Map<String, Long> budgets) {
    double[] shares = new double[bytes.size()];
    for (int d = 0; d < shares.length; d++) {
      shares[d] = budgets.getOrDefault(bytes.name(d), bytes.value(d));
    }
    for (String name : budgets.keySet()) {
      if (bytes.get(name) == 0) {
        throw new RequestException(
            "budgets names the domain '"
                + name
                + "', which has no training text; the domains are "
                + String.join(", ", bytes.names())
                + Nearest.hint(name, bytes.names()));
      }
    }
    return of(bytes.names(), bytes.values(), shares);
  }

  /**
   * @param names for messages
   * @param bytes of training text in each domain
   * @param shares of each domain in the mixture, not negative; need not sum to 1
   */
  public static DomainWeights of(List<String> names, long[] bytes, double[] shares) {
    int n = names.size();
    if (bytes.length != n || shares.length != n) {
      throw new IllegalArgumentException(
          n + " domains, " + bytes.length + " byte counts and " + shares.length + " shares");
    }
    BigDecimal shareSum = BigDecimal.ZERO;
    long total = 0;
    for (int d = 0; d < n; d++) {
      check(names.get(d), bytes[d], shares[d]);
      shareSum = shareSum.add(new BigDecimal(shares[d]));
      total = Math.addExact(total, bytes[d]);
    }
    if (shareSum.signum() == 0) {
      throw new IllegalArgumentException("all shares are 0; give at least one domain a share");
    }
    int bits = Math.min(UNIT_BITS, TOTAL_BITS - (64 - Long.numberOfLeadingZeros(total)));
    long unit = 1L << Math.max(0, bits);
    BigDecimal scale = new BigDecimal(total).multiply(new BigDecimal(unit));
    long[] weights = new long[n];
    for (int d = 0; d < n; d++) {
      if (shares[d] > 0) {
        long weight =
            scale
                .multiply(new BigDecimal(shares[d]))
                .divide(shareSum.multiply(new BigDecimal(bytes[d])), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
        weights[d] = Math.max(1, weight);
      }
    }
    return new DomainWeights(weights, unit);
  }

  private static void check(String name, long bytes, double share) {
    if (!(share >= 0) || share == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "domain '" + name + "' has the share " + share + "; shares are finite and 0 or more");
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("domain '" + name + "' has " + bytes + " bytes");
    }
    if (share > 0 && bytes == 0) {
      throw new IllegalArgumentException(
          "domain '"
              + name
              + "' has the share "
              + share
              + " but no training text; remove it from the mixture or give it documents");
    }
  }

  /** What one occurrence in this domain counts; 0 for a domain without a share. */
  public long weight(int domain) {
    return weights[domain];
  }

  /** What one plain occurrence counts on average over the bytes. */
  public long unit() {
    return unit;
  }
}
