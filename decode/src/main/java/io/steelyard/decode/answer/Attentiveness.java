package io.steelyard.decode.answer;

import io.steelyard.core.stats.Sum;

/**
 * How much probability a model puts on the answers that it was offered, and whether the rest could
 * have changed its choice.
 *
 * <p>{@code PMV = sum_i P(c_i | x)}; what is missing, {@code SFC = 1 - PMV}, may at most be
 * synonyms of the runner-up. The choice is resolved where {@code SFC < p(1) - p(2)}, strictly
 * (within 1e-12).
 *
 * <p>Example: P = (.5, .2, .05, .05): PMV .8, gap .3 &gt; .2, resolved. P = (.4, .35, .1, .1): gap
 * .05 = SFC, not resolved.
 *
 * @param mass PMV
 * @param gap between the best and the second
 * @param prediction the most probable answer, the first where several are
 * @param tied whether another answer is as probable
 * @param overlaps whether the masses sum above 1, so that they are not of exclusive answers
 * @see <a href="https://arxiv.org/abs/2305.14596">Wiegreffe et al. 2023</a>
 */
public record Attentiveness(
    double mass, double gap, int prediction, boolean tied, boolean overlaps) {
  private static final double TOLERANCE = 1e-12;
  private static final double OVERLAP = 1e-6;

  /** From natural log-probabilities of the answers. */
  public static Attentiveness of(double... logProbabilities) {
    if (logProbabilities.length < 2) {
      throw new IllegalArgumentException(
          "attentiveness needs at least 2 choices, got " + logProbabilities.length);
    }
    int best = argmax(logProbabilities);
    double second = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logProbabilities.length; i++) {
      if (i != best) {
        second = Math.max(second, logProbabilities[i]);
      }
    }
    double mass = StrictMath.exp(Sum.logSumExp(logProbabilities));
    double gap = StrictMath.exp(logProbabilities[best]) - StrictMath.exp(second);
    return new Attentiveness(mass, gap, best, second == logProbabilities[best], mass > 1 + OVERLAP);
  }

  /** 1 - PMV: what may have gone to other forms of the answers. */
  public double missing() {
    return Math.max(0, 1 - mass);
  }

  /** Whether no way to hand out the missing mass changes the prediction. */
  public boolean resolved() {
    return !overlaps && missing() < gap - TOLERANCE;
  }

  /** How much more of a lead the prediction would need. */
  public double shortfall() {
    return Math.max(0, missing() - gap);
  }

  /** The first largest value; -1 where all are NaN. */
  static int argmax(double[] values) {
    int best = -1;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i]) && (best < 0 || values[i] > values[best])) {
        best = i;
      }
    }
    return best;
  }

  /**
   * PMI-DC: {@code ln P(c | x) - ln P(c | premise)}; NaN where the premise gives no probability.
   *
   * @see <a href="https://arxiv.org/abs/2104.08315">Holtzman et al. 2021</a>
   */
  public static double[] pointwiseMutual(double[] afterQuestion, double[] afterPremise) {
    double[] scores = new double[afterQuestion.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] =
          afterPremise[i] == Double.NEGATIVE_INFINITY
              ? Double.NaN
              : afterQuestion[i] - afterPremise[i];
    }
    return scores;
  }
}
