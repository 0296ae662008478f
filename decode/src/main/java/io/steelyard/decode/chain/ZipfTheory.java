package io.steelyard.decode.chain;

/**
 * What a Zipf law says about surprise: {@code p_i proportional to i^-s} over N tokens.
 *
 * @see <a href="https://arxiv.org/abs/2007.14966">Basu et al. 2021</a>
 */
public final class ZipfTheory {
  private static final double NEAR_ONE = 1e-6;

  private ZipfTheory() {}

  /**
   * The exponent by least squares through the origin: {@code s = sum t_i b_i / sum t_i^2}, {@code
   * t_i = ln((i+1)/i)}, {@code b_i = x_i - x_(i+1)} from logits in descending order.
   *
   * @param ratios how many neighbours are compared; at most {@code n - 1}
   */
  public static double exponent(double[] descending, int n, int ratios) {
    double tb = 0;
    double tt = 0;
    for (int i = 1; i <= Math.min(ratios, n - 1); i++) {
      double t = StrictMath.log((i + 1.0) / i);
      tb += t * (descending[i - 1] - descending[i]);
      tt += t * t;
    }
    return tt == 0 ? 0 : tb / tt;
  }

  /**
   * How many tokens have a surprise of at most mu bits: {@code k = (eps 2^mu / (1 - N^-eps))^(1/s)}
   * with {@code eps = s - 1}, and {@code (2^mu / ln N)^(1/s)} at s = 1. In log space, so that a
   * large mu gives infinity at worst.
   */
  public static double rank(double s, double mu, double vocabulary) {
    double logN = StrictMath.log(vocabulary);
    double eps = s - 1;
    double integral = Math.abs(eps) < NEAR_ONE ? logN : -StrictMath.expm1(-eps * logN) / eps;
    return StrictMath.exp((mu * StrictMath.log(2) - StrictMath.log(integral)) / s);
  }

  /**
   * Cross-entropy in bits of top-k sampling from Zipf(s, N): {@code (s / H_k) sum_(i<=k) log2(i)
   * i^-s + log2 H_N}, with {@code H_n = sum_(i<=n) i^-s}.
   */
  public static double crossEntropy(double s, int k, int vocabulary) {
    double head = 0;
    double weighted = 0;
    double all = 0;
    for (int i = 1; i <= vocabulary; i++) {
      double p = StrictMath.pow(i, -s);
      all += p;
      if (i <= k) {
        head += p;
        weighted += p * StrictMath.log(i);
      }
    }
    return (s * weighted / head + StrictMath.log(all)) / StrictMath.log(2);
  }
}
