package io.steelyard.select.celadon;

import java.util.Arrays;

/** How much a text of a level weighs in a head's loss; weights have the mean 1. */
public enum ClassWeights {
  /** All the same. */
  PLAIN,
  /**
   * The paper's: {@code w_c = ln(1 + FN_c + FP_c)} of the validation texts after each epoch. Raw
   * errors are most where texts are most, so the commonest level gets the largest weight.
   */
  PAPER,
  /** {@code 1 / n_c} of the training texts. */
  INVERSE_FREQUENCY,
  /** {@code (1 - b) / (1 - b^n_c)} with b = 0.9999 (Cui et al. 2019). */
  EFFECTIVE_NUMBER,
  /** No weights; the loss itself is focal: {@code -(1 - p)^2 ln p} (Lin et al. 2017). */
  FOCAL;

  private static final double BETA = 0.9999;

  /** No level is left out of training, not even one without validation texts. */
  private static final double LEAST = 0.25;

  /** Weights from the training counts of one head; all ones where the rule does not use them. */
  public double[] ofCounts(long[] counts) {
    double[] weights = new double[counts.length];
    for (int c = 0; c < counts.length; c++) {
      weights[c] =
          switch (this) {
            case INVERSE_FREQUENCY -> 1.0 / Math.max(1, counts[c]);
            case EFFECTIVE_NUMBER ->
                (1 - BETA) / (1 - StrictMath.pow(BETA, Math.max(1, counts[c])));
            case PLAIN, PAPER, FOCAL -> 1;
          };
    }
    return normalised(weights);
  }

  /** Weights after an epoch. */
  public double[] afterEpoch(double[] before, Confusion validation) {
    return this == PAPER ? ofErrors(validation) : before;
  }

  /**
   * {@code w_c = ln(1 + e_c)}, then {@code 4 w / sum w}; all ones for a head without errors, and no
   * weight below 0.25.
   */
  static double[] ofErrors(Confusion confusion) {
    double[] weights = new double[Axis.LEVELS];
    for (int c = 0; c < weights.length; c++) {
      weights[c] = StrictMath.log1p(confusion.errors(c));
    }
    double[] mean1 = normalised(weights);
    boolean floored = false;
    for (int c = 0; c < mean1.length; c++) {
      if (mean1[c] < LEAST) {
        mean1[c] = LEAST;
        floored = true;
      }
    }
    return floored ? normalised(mean1) : mean1;
  }

  private static double[] normalised(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    double[] mean1 = new double[weights.length];
    for (int c = 0; c < mean1.length; c++) {
      mean1[c] = sum == 0 ? 1 : weights.length * weights[c] / sum;
    }
    return mean1;
  }
}
