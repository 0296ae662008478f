package io.steelyard.decode.multilingual;

/**
 * Chooses the text that agrees most with all: {@code y* = argmax_i (1/|E|) sum_(e in E) u(y_i, e)}.
 * Plain MBR takes the pool as its evidence E; X-MBR adds texts in another language, which count but
 * are never chosen.
 *
 * <p>Example: in a pool where text 2 agrees most (.54 with itself counted), three English evidence
 * texts that agree with text 1 turn the choice to 1 (.625).
 *
 * @see <a href="https://arxiv.org/abs/2506.20544">Khairi et al. 2025</a>
 */
public final class MinimumBayesRisk {
  private MinimumBayesRisk() {}

  /**
   * The mean utility of each text.
   *
   * @param pool {@code [i][j] = u(y_i, y_j)}
   * @param evidence {@code [i][e] = u(y_i, e)} for further evidence; null for none
   * @param weights how many votes each text of the pool has; null for one each
   * @param withSelf whether a text is evidence for itself
   */
  public static double[] scores(
      double[][] pool, double[][] evidence, int[] weights, boolean withSelf) {
    double[] scores = new double[pool.length];
    for (int i = 0; i < pool.length; i++) {
      double sum = 0;
      double votes = 0;
      for (int j = 0; j < pool.length; j++) {
        // A text's own further copies are others, and stay evidence.
        double weight = (weights == null ? 1 : weights[j]) - (i == j && !withSelf ? 1 : 0);
        sum += weight * pool[i][j];
        votes += weight;
      }
      for (int e = 0; evidence != null && e < evidence[i].length; e++) {
        sum += evidence[i][e];
        votes++;
      }
      scores[i] = votes == 0 ? 0 : sum / votes;
    }
    return scores;
  }

  /**
   * The best of the scores; ties go to the greedy text, then to the lower number.
   *
   * @param greedy number of the greedy text, or -1
   * @param allowed which texts may be chosen (right language, not empty); all if none is
   */
  public static int select(double[] scores, int greedy, boolean[] allowed) {
    boolean any = false;
    for (boolean a : allowed) {
      any |= a;
    }
    int best = -1;
    for (int i = 0; i < scores.length; i++) {
      if (any && !allowed[i]) {
        continue;
      }
      if (best < 0 || scores[i] > scores[best] || scores[i] == scores[best] && i == greedy) {
        best = i;
      }
    }
    return best;
  }
}
