package io.steelyard.core.counts;

import io.steelyard.core.stats.Sum;
import java.util.TreeSet;

/**
 * How far distribution p is from q: one family, in nats, with its edges stated. Both must sum to 1
 * within 1e-9 over the same cells; {@code 0 ln 0 = 0}.
 *
 * <p>Example, p = (.5, .3, .2), q = (.4, .4, .2): KL .025267, JS .006367, TV .1, chi-square .05.
 *
 * @param kind which member of the family
 * @param value nats for the logarithmic ones; never NaN
 * @param uncovered cells with p > 0 where q = 0 (q > 0 where p = 0 for the reverse KL); where it is
 *     above 0, KL, reverse KL, chi-square and Renyi of order 1 and above are infinity
 */
public record Divergence(Kind kind, double value, int uncovered) {
  private static final double TOLERANCE = 1e-9;
  private static final double LN2 = 0.6931471805599453;

  /** The members of the family. */
  public enum Kind {
    /** {@code sum p ln(p/q)}. */
    KL,
    /** {@code sum q ln(q/p)}. */
    REVERSE_KL,
    /** {@code (KL(p||m) + KL(q||m)) / 2}, m the midpoint; within [0, ln 2]. */
    JENSEN_SHANNON,
    /** {@code sum |p - q| / 2}; within [0, 1]. */
    TOTAL_VARIATION,
    /** {@code sqrt(1 - sum sqrt(p q))}; within [0, 1]. */
    HELLINGER,
    /** {@code sum (p - q)^2 / q}. */
    CHI_SQUARE,
    /** {@code ln(sum p^a q^(1-a)) / (a - 1)}: by {@link Divergence#renyi} alone, for its order. */
    RENYI;

    public Divergence between(double[] p, double[] q) {
      return switch (this) {
        case KL -> kl(p, q);
        case REVERSE_KL -> reverseKl(p, q);
        case JENSEN_SHANNON -> jensenShannon(p, q);
        case TOTAL_VARIATION -> totalVariation(p, q);
        case HELLINGER -> hellinger(p, q);
        case CHI_SQUARE -> chiSquare(p, q);
        case RENYI ->
            throw new IllegalArgumentException("Renyi needs an order: use Divergence.renyi");
      };
    }

    /** Over the union of the names, with smoothing over that union on both sides. */
    public Divergence between(Counts p, Counts q, Smoothing smoothing) {
      TreeSet<String> names = new TreeSet<>(CodePointOrder.INSTANCE);
      names.addAll(p.names());
      names.addAll(q.names());
      return between(
          smoothing.probabilities(names.stream().mapToLong(p::get).toArray()),
          smoothing.probabilities(names.stream().mapToLong(q::get).toArray()));
    }
  }

  public Divergence {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(kind + " is NaN");
    }
  }

  /** The value in bits, for the logarithmic members. */
  public double bits() {
    return switch (kind) {
      case KL, REVERSE_KL, JENSEN_SHANNON, RENYI -> value / LN2;
      case TOTAL_VARIATION, HELLINGER, CHI_SQUARE ->
          throw new UnsupportedOperationException(kind + " has no logarithm, hence no bits");
    };
  }

  public static Divergence kl(double[] p, double[] q) {
    int uncovered = check(p, q);
    return new Divergence(Kind.KL, relativeEntropy(p, q), uncovered);
  }

  public static Divergence reverseKl(double[] p, double[] q) {
    int uncovered = check(q, p);
    return new Divergence(Kind.REVERSE_KL, relativeEntropy(q, p), uncovered);
  }

  public static Divergence jensenShannon(double[] p, double[] q) {
    int uncovered = check(p, q);
    Sum sum = new Sum();
    for (int i = 0; i < p.length; i++) {
      // 2p/(p+q) keeps its digits where p and q are subnormal and their midpoint is not exact.
      double both = p[i] + q[i];
      sum.add(p[i] > 0 ? p[i] * StrictMath.log(2 * p[i] / both) : 0);
      sum.add(q[i] > 0 ? q[i] * StrictMath.log(2 * q[i] / both) : 0);
    }
    return new Divergence(
        Kind.JENSEN_SHANNON, Math.max(0, Math.min(LN2, sum.value() / 2)), uncovered);
  }

  public static Divergence totalVariation(double[] p, double[] q) {
    int uncovered = check(p, q);
    Sum sum = new Sum();
    for (int i = 0; i < p.length; i++) {
      sum.add(Math.abs(p[i] - q[i]));
    }
    return new Divergence(Kind.TOTAL_VARIATION, Math.min(1, sum.value() / 2), uncovered);
  }

  /** As {@code sqrt(sum (sqrt p - sqrt q)^2 / 2)}, the same number without cancellation. */
  public static Divergence hellinger(double[] p, double[] q) {
    int uncovered = check(p, q);
    Sum sum = new Sum();
    for (int i = 0; i < p.length; i++) {
      double d = Math.sqrt(p[i]) - Math.sqrt(q[i]);
      sum.add(d * d);
    }
    return new Divergence(Kind.HELLINGER, Math.min(1, Math.sqrt(sum.value() / 2)), uncovered);
  }

  public static Divergence chiSquare(double[] p, double[] q) {
    int uncovered = check(p, q);
    Sum sum = new Sum();
    for (int i = 0; i < p.length && uncovered == 0; i++) {
      double d = p[i] - q[i];
      sum.add(q[i] > 0 ? d / q[i] * d : 0);
    }
    return new Divergence(
        Kind.CHI_SQUARE, uncovered > 0 ? Double.POSITIVE_INFINITY : sum.value(), uncovered);
  }

  /**
   * Renyi divergence of order {@code a}, summed in log space. Order 1 is KL, order 0 is {@code -ln
   * q(p > 0)}, order infinity {@code ln max p/q}.
   */
  public static Divergence renyi(double a, double[] p, double[] q) {
    int uncovered = check(p, q);
    if (!(a >= 0)) {
      throw new IllegalArgumentException("Renyi order " + a + ": expected 0 or more");
    }
    if (a == 1) {
      return new Divergence(Kind.RENYI, relativeEntropy(p, q), uncovered);
    }
    if (a > 1 && uncovered > 0) {
      return new Divergence(Kind.RENYI, Double.POSITIVE_INFINITY, uncovered);
    }
    double[] terms = new double[p.length];
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < p.length; i++) {
      terms[i] = Double.NEGATIVE_INFINITY;
      if (p[i] > 0 && q[i] > 0) {
        double lp = StrictMath.log(p[i]);
        double lq = StrictMath.log(q[i]);
        terms[i] = a * lp + (1 - a) * lq;
        most = Math.max(most, lp - lq);
      }
    }
    double value = Double.isInfinite(a) ? most : Sum.logSumExp(terms) / (a - 1);
    return new Divergence(Kind.RENYI, Math.max(0, value), uncovered);
  }

  /**
   * KL from natural log-probabilities, such as a model's next-token distributions: {@code sum e^lp
   * (lp - lq)}; minus infinity is probability 0.
   */
  public static Divergence klOfLogs(double[] logP, double[] logQ) {
    requireSameLength(logP, logQ);
    requireOne("p", Math.exp(Sum.logSumExp(logP)));
    requireOne("q", Math.exp(Sum.logSumExp(logQ)));
    int uncovered = 0;
    Sum sum = new Sum();
    for (int i = 0; i < logP.length; i++) {
      if (logP[i] > Double.NEGATIVE_INFINITY) {
        if (logQ[i] == Double.NEGATIVE_INFINITY) {
          uncovered++;
        } else {
          sum.add(StrictMath.exp(logP[i]) * (logP[i] - logQ[i]));
        }
      }
    }
    double value = uncovered > 0 ? Double.POSITIVE_INFINITY : Math.max(0, sum.value());
    return new Divergence(Kind.KL, value, uncovered);
  }

  private static double relativeEntropy(double[] p, double[] q) {
    Sum sum = new Sum();
    for (int i = 0; i < p.length; i++) {
      if (p[i] > 0) {
        if (q[i] == 0) {
          return Double.POSITIVE_INFINITY;
        }
        double ratio = p[i] / q[i];
        double log =
            ratio > 0 && ratio < Double.POSITIVE_INFINITY
                ? StrictMath.log(ratio)
                : StrictMath.log(p[i]) - StrictMath.log(q[i]);
        sum.add(p[i] * log);
      }
    }
    return Math.max(0, sum.value());
  }

  private static int check(double[] p, double[] q) {
    requireSameLength(p, q);
    requireDistribution("p", p);
    requireDistribution("q", q);
    int uncovered = 0;
    for (int i = 0; i < p.length; i++) {
      uncovered += p[i] > 0 && q[i] == 0 ? 1 : 0;
    }
    return uncovered;
  }

  private static void requireSameLength(double[] p, double[] q) {
    if (p.length != q.length) {
      throw new IllegalArgumentException(
          "p has " + p.length + " cells and q " + q.length + ": both must cover the same cells");
    }
  }

  static void requireDistribution(String name, double[] p) {
    Sum sum = new Sum();
    for (int i = 0; i < p.length; i++) {
      if (!(p[i] >= 0)) {
        throw new IllegalArgumentException(
            name + "[" + i + "] = " + p[i] + ": expected a probability");
      }
      sum.add(p[i]);
    }
    requireOne(name, sum.value());
  }

  private static void requireOne(String name, double sum) {
    if (!(Math.abs(sum - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          name + " sums to " + sum + ": expected 1 within 1e-9; normalise it first");
    }
  }
}
