package io.steelyard.decode.uddia;

import io.steelyard.decode.chain.PortableExp;
import java.util.List;

/**
 * Two attributes as a direction among token embeddings, and what each token says of them.
 *
 * <p>The direction v is the difference of class means of pair-centred embeddings, normalised (with
 * balanced classes that is what supervised PCA gives), oriented so that the second attribute is
 * positive. With {@code theta_x = cos(v, E_x)}, {@code p(a | x) = softmax([(1 - theta) / 2, (1 +
 * theta) / 2] / tau)}.
 *
 * <p>Example: theta .3, tau .1 gives p = (.0474, .9526).
 *
 * @see <a href="https://arxiv.org/abs/2210.04492">Yang et al. 2023, section 3</a>
 */
public final class AttributeSpace {
  /** Attributes. */
  static final int K = 2;

  private final double[] direction;
  private final double tau;
  private final int vocabulary;
  private final int width;
  private final double[] dots;
  private final double[] norms;
  private final double[][] posterior;
  private final float[] embeddings;

  /**
   * @param embeddings [vocabulary, width], row after row; kept, not copied
   * @param direction of length width, any norm
   */
  public AttributeSpace(float[] embeddings, int vocabulary, double[] direction, double tau) {
    if (!(tau > 0)) {
      throw new IllegalArgumentException("tau must be positive, was " + tau);
    }
    this.embeddings = embeddings;
    this.vocabulary = vocabulary;
    this.width = direction.length;
    this.tau = tau;
    this.direction = unit(direction);
    dots = new double[vocabulary];
    norms = new double[vocabulary];
    posterior = new double[vocabulary][];
    for (int x = 0; x < vocabulary; x++) {
      for (int i = 0; i < width; i++) {
        double e = embeddings[x * width + i];
        dots[x] += e * this.direction[i];
        norms[x] += e * e;
      }
      posterior[x] = posterior(norms[x] == 0 ? 0 : dots[x] / Math.sqrt(norms[x]), tau);
    }
  }

  /** A pair of words as the means of their tokens' embeddings. */
  public record Pair(double[] first, double[] second) {}

  /** The unit direction from the first words of the pairs to the second. */
  public static double[] direction(List<Pair> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("a direction needs at least one pair of words");
    }
    // Pair centring takes the same off both sides, so the class means differ by the mean pair.
    double[] sum = new double[pairs.get(0).first().length];
    for (Pair pair : pairs) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += pair.second()[i] - pair.first()[i];
      }
    }
    return unit(sum);
  }

  private static double[] unit(double[] x) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    if (!(squares > 0)) {
      throw new IllegalArgumentException("the direction of the attributes is zero");
    }
    double[] unit = x.clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= Math.sqrt(squares);
    }
    return unit;
  }

  /** {@code p(a | x)} from the cosine. */
  static double[] posterior(double theta, double tau) {
    // The two exponents differ by theta / tau.
    double second = 1 / (1 + PortableExp.exp(-theta / tau));
    return new double[] {1 - second, second};
  }

  /** {@code p(. | x)} of a token. */
  public double[] posterior(int token) {
    return posterior[token].clone();
  }

  /**
   * {@code w_a(x) = p(a|x) ln(K p(a|x))}, summed over a and divided by K: what a token adds to the
   * token-level term per unit of its probability.
   */
  public double tokenWeight(int token) {
    double[] w = weights(posterior[token]);
    return (w[0] + w[1]) / K;
  }

  /** {@code w_a = p_a ln(K p_a)}. */
  static double[] weights(double[] p) {
    double[] w = new double[p.length];
    for (int a = 0; a < p.length; a++) {
      w[a] = p[a] <= 0 ? 0 : p[a] * StrictMath.log(p.length * p[a]);
    }
    return w;
  }

  /**
   * {@code u_a(x) ~ freq(x) p(a|x) 1[p(a|x) > mask]}: what the attribute's own texts would be like.
   *
   * @throws IllegalArgumentException if no token is above the mask for an attribute
   */
  public double[][] conditionalUnigrams(double[] frequencies, double mask) {
    double[][] u = new double[K][vocabulary];
    for (int a = 0; a < K; a++) {
      double sum = 0;
      for (int x = 0; x < vocabulary; x++) {
        u[a][x] = posterior[x][a] > mask ? frequencies[x] * posterior[x][a] : 0;
        sum += u[a][x];
      }
      if (!(sum > 0)) {
        throw new IllegalArgumentException(
            "no token is above "
                + mask
                + " for attribute "
                + a
                + ": the word pairs or tau are wrong");
      }
      for (int x = 0; x < vocabulary; x++) {
        u[a][x] /= sum;
      }
    }
    return u;
  }

  /**
   * {@code KL(p(.|x, c) || p(.|x))} for every token: how much the context's attribute would colour
   * it, with {@code e_xc = (L m + E_x) / (L + 1)}, m the mean embedding of the L tokens of context.
   * The [V, D] matrix of e_xc is never built: cosines follow from dot products.
   */
  public double[] contextTerm(int[] context, int length) {
    double[] mean = new double[width];
    for (int t = 0; t < length; t++) {
      for (int i = 0; i < width; i++) {
        mean[i] += embeddings[context[t] * width + i];
      }
    }
    double vm = 0;
    double mm = 0;
    for (int i = 0; i < width; i++) {
      mean[i] /= Math.max(1, length);
      vm += direction[i] * mean[i];
      mm += mean[i] * mean[i];
    }
    double share = (double) length / (length + 1);
    double rest = 1.0 / (length + 1);
    double[] kl = new double[vocabulary];
    for (int x = 0; x < vocabulary; x++) {
      double mx = 0;
      for (int i = 0; i < width; i++) {
        mx += mean[i] * embeddings[x * width + i];
      }
      double squares = share * share * mm + 2 * share * rest * mx + rest * rest * norms[x];
      double theta = squares <= 0 ? 0 : (share * vm + rest * dots[x]) / Math.sqrt(squares);
      kl[x] = divergence(posterior(theta, tau), posterior[x]);
    }
    return kl;
  }

  /** {@code KL(p || q)} in nats. */
  static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int a = 0; a < p.length; a++) {
      sum += p[a] <= 0 ? 0 : p[a] * StrictMath.log(p[a] / q[a]);
    }
    return Math.max(0, sum);
  }

  int vocabulary() {
    return vocabulary;
  }
}
