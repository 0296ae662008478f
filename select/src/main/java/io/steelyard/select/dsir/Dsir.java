package io.steelyard.select.dsir;

import io.steelyard.core.draws.Draws;
import java.io.Serializable;

/**
 * DSIR: importance weights of texts by bags of hashed n-grams.
 *
 * <pre>
 * logdiff[b] = ln(pT[b] + 1e-8) - ln(pR[b] + 1e-8)
 * logw(x)    = sum_b count_b(x) logdiff[b]
 * </pre>
 *
 * pT and pR are the shares of the buckets in the target and in the pool. The sum is not divided by
 * the length, as in the published code: among texts of some hundred words the weights lie hundreds
 * of nats apart, and the Gumbel noise of about one nat hardly changes their order.
 *
 * @see <a href="https://arxiv.org/abs/2302.03169">Data Selection for Language Models via Importance
 *     Resampling (2023)</a>
 */
public final class Dsir implements Serializable {
  private static final double FLOOR = 1e-8;

  private final double[] difference;

  /**
   * @param laplace added to every count of the target
   */
  public Dsir(NgramCounts target, NgramCounts pool, double laplace) {
    double[] wanted = target.shares(laplace);
    double[] there = pool.shares(0);
    difference = new double[wanted.length];
    for (int b = 0; b < difference.length; b++) {
      difference[b] = StrictMath.log(wanted[b] + FLOOR) - StrictMath.log(there[b] + FLOOR);
    }
  }

  /** {@code logw} in nats. */
  public double logWeight(HashedNgrams text) {
    double sum = 0;
    for (int i = 0; i < text.count(); i++) {
      sum += difference[text.bucket(i)];
    }
    return sum;
  }

  /**
   * The length that the published filter sees: the number of words, where there are at least n.
   * {@code floor((n-grams + n (n - 1) / 2) / n)}
   */
  static int length(int ngrams, int longest) {
    return (ngrams + longest * (longest - 1) / 2) / longest;
  }

  /** A draw from the standard Gumbel distribution: {@code -ln(-ln u)}. */
  static double gumbel(long bits) {
    // 52 bits and a half: neither 0 nor 1, which would be infinite.
    double u = ((bits >>> 12) + 0.5) * 0x1.0p-52;
    return -StrictMath.log(-StrictMath.log(u));
  }

  /** The noise of one document for one target. */
  static double noise(long key, long document, int target) {
    return gumbel(Draws.mix(key, document, target));
  }
}
