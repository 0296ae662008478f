package io.steelyard.mix.rules;

/**
 * The domain weights of DoReMi (group distributionally robust optimisation): domains on which a
 * proxy model is furthest behind a reference model gain weight.
 *
 * <pre>
 * alpha_k <- alpha_k * exp(eta * lambda_k), normalised; alpha_k <- (1-c) alpha_k + c / K
 * </pre>
 *
 * <p>Final weights are the time average of alpha. Xie et al. 2023, <a
 * href="https://arxiv.org/abs/2305.10429">DoReMi</a>, algorithm 1.
 */
public final class DoReMi {
  public static final double ETA = 1;
  public static final double SMOOTHING = 1e-3;

  private DoReMi() {}

  /**
   * One step.
   *
   * @param alpha weights, length K, positive, sum 1
   * @param excess lambda_k, mean over the domain's tokens of max(proxy loss - reference loss, 0)
   */
  public static double[] update(double[] alpha, double[] excess, double eta, double smoothing) {
    double max = Double.NEGATIVE_INFINITY;
    double[] logs = new double[alpha.length];
    for (int k = 0; k < alpha.length; k++) {
      logs[k] = StrictMath.log(alpha[k]) + eta * excess[k];
      max = Math.max(max, logs[k]);
    }
    double sum = 0;
    for (int k = 0; k < alpha.length; k++) {
      logs[k] = StrictMath.exp(logs[k] - max);
      sum += logs[k];
    }
    for (int k = 0; k < alpha.length; k++) {
      logs[k] = (1 - smoothing) * logs[k] / sum + smoothing / alpha.length;
    }
    return logs;
  }
}
