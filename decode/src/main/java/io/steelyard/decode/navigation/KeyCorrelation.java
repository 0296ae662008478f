package io.steelyard.decode.navigation;

import io.steelyard.decode.chain.PortableExp;
import java.util.Arrays;

/**
 * How much the ranks below the top are filled with neighbours of the top tokens' keys.
 *
 * <p>The clusters of the first K ranks are the main ones. {@link #index}: share of ranks K+1..N
 * that lie in main clusters over the share expected if ranks were drawn from the tokens that are
 * left; 1 where keys do not matter.
 *
 * <p>Example: ranks 0, 2, 1, 4, 3, 5 in clusters (0, 0, 0, 1, 1, 2), K = 1, N = 4: share 2/3,
 * expected 2/5, index 1.6667.
 *
 * @see <a href="https://arxiv.org/abs/2410.02284">Peng et al. 2024</a>
 */
public final class KeyCorrelation {
  private KeyCorrelation() {}

  /**
   * The index of one prompt.
   *
   * @param ranked tokens by logit descending, all of them or the first N
   */
  public static double index(int[] ranked, int[] clusterOf, int top, int n) {
    boolean[] main = main(ranked, clusterOf, top);
    double in = 0;
    for (int r = top; r < n; r++) {
      in += main[clusterOf[ranked[r]]] ? 1 : 0;
    }
    double left = -top;
    double leftInMain = -top;
    for (int cluster : clusterOf) {
      left++;
      leftInMain += main[cluster] ? 1 : 0;
    }
    return in / (n - top) / (leftInMain / left);
  }

  /**
   * Shares of right answers among ranks K+1..N inside and outside of the main clusters; NaN for
   * none.
   *
   * @param right whether the answer from each rank was right
   */
  public static double[] correctness(
      int[] ranked, int[] clusterOf, int top, int n, boolean[] right) {
    boolean[] main = main(ranked, clusterOf, top);
    double[] sums = new double[2];
    double[] counts = new double[2];
    for (int r = top; r < n; r++) {
      int side = main[clusterOf[ranked[r]]] ? 0 : 1;
      sums[side] += right[r] ? 1 : 0;
      counts[side]++;
    }
    return new double[] {sums[0] / counts[0], sums[1] / counts[1]};
  }

  private static boolean[] main(int[] ranked, int[] clusterOf, int top) {
    boolean[] main = new boolean[Arrays.stream(clusterOf).max().orElse(-1) + 1];
    for (int r = 0; r < top; r++) {
      main[clusterOf[ranked[r]]] = true;
    }
    return main;
  }

  /**
   * Mean precision of the first 1 to k outputs ("MAP@k" of the paper; not average precision).
   *
   * <p>Example: 1, 0, 1, 1 gives .7292.
   */
  public static double meanPrefixPrecision(boolean... right) {
    double sum = 0;
    int hits = 0;
    for (int i = 0; i < right.length; i++) {
      hits += right[i] ? 1 : 0;
      sum += (double) hits / (i + 1);
    }
    return sum / right.length;
  }

  /** Mean of the precisions at the right answers: average precision. */
  public static double averagePrecision(boolean... right) {
    double sum = 0;
    int hits = 0;
    for (int i = 0; i < right.length; i++) {
      if (right[i]) {
        hits++;
        sum += (double) hits / (i + 1);
      }
    }
    return hits == 0 ? 0 : sum / hits;
  }

  /**
   * Sampling in two levels: {@code Z_c = ln sum_(v in c) e^l_v; P(c) ~ e^(Z_c / Tc); P(v | c) ~
   * e^(l_v / Tin)}. Tc = Tin = 1 is the model itself; a higher Tc spreads over clusters without
   * promoting junk inside one.
   *
   * @return probabilities of all tokens
   */
  public static double[] stratified(
      double[] logits, int[] clusterOf, double clusterTemperature, double innerTemperature) {
    int clusters = Arrays.stream(clusterOf).max().orElse(-1) + 1;
    double[] z = logSums(logits, clusterOf, clusters, 1);
    double[] inner = logSums(logits, clusterOf, clusters, innerTemperature);
    double top = Arrays.stream(z).max().orElseThrow();
    double sum = 0;
    double[] p = new double[clusters];
    for (int c = 0; c < clusters; c++) {
      p[c] = PortableExp.exp((z[c] - top) / clusterTemperature);
      sum += p[c];
    }
    double[] tokens = new double[logits.length];
    for (int v = 0; v < logits.length; v++) {
      int c = clusterOf[v];
      tokens[v] = p[c] / sum * PortableExp.exp(logits[v] / innerTemperature - inner[c]);
    }
    return tokens;
  }

  private static double[] logSums(
      double[] logits, int[] clusterOf, int clusters, double temperature) {
    double[] max = new double[clusters];
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
    for (int v = 0; v < logits.length; v++) {
      max[clusterOf[v]] = Math.max(max[clusterOf[v]], logits[v] / temperature);
    }
    double[] sums = new double[clusters];
    for (int v = 0; v < logits.length; v++) {
      sums[clusterOf[v]] += PortableExp.exp(logits[v] / temperature - max[clusterOf[v]]);
    }
    for (int c = 0; c < clusters; c++) {
      sums[c] = max[c] == Double.NEGATIVE_INFINITY ? max[c] : max[c] + StrictMath.log(sums[c]);
    }
    return sums;
  }
}
