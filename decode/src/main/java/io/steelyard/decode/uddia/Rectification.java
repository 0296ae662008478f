package io.steelyard.decode.uddia;

/**
 * The pieces of one token's correction that need no model: the gate, the losses' values, Adam's
 * first step, the fusion of distributions and the schedule of redos.
 */
public final class Rectification {
  private static final double ADAM_EPSILON = 1e-8;

  private Rectification() {}

  /** Hellinger distance {@code sqrt(1 - sum_x sqrt(p(x) u(x)))}. */
  public static double hellinger(double[] p, double[] u) {
    double sum = 0;
    for (int x = 0; x < p.length; x++) {
      sum += Math.sqrt(p[x] * u[x]);
    }
    return Math.sqrt(Math.max(0, 1 - sum));
  }

  /** Whether the attributes are unequally near: {@code |d_0 - d_1| > gate}. */
  public static boolean intervenes(double[] p, double[][] unigrams, double gate) {
    return Math.abs(hellinger(p, unigrams[0]) - hellinger(p, unigrams[1])) > gate;
  }

  /** {@code (1/K) sum_x p(x) sum_a w_a(x)}: information of the next token about the attribute. */
  public static double tokenTerm(double[] p, double[][] posteriors) {
    double sum = 0;
    for (int x = 0; x < p.length; x++) {
      for (double w : AttributeSpace.weights(posteriors[x])) {
        sum += p[x] * w;
      }
    }
    return sum / posteriors[0].length;
  }

  /**
   * Adam's first step from fresh state, in place: {@code b -= rate g / (|g| + 1e-8)}. With one step
   * per token it is the gradient's sign times the rate.
   */
  public static void firstAdamStep(float[] biases, float[] gradient, double rate) {
    for (int i = 0; i < biases.length; i++) {
      biases[i] -= (float) (rate * gradient[i] / (Math.abs((double) gradient[i]) + ADAM_EPSILON));
    }
  }

  /**
   * Logits of the weighted geometric mean {@code p_new^g p_original^(1-g)}, up to a constant: what
   * a chain then normalises before it truncates.
   */
  public static void fuse(float[] tuned, float[] original, double exponent, float[] out) {
    double tunedSum = logSumExp(tuned);
    double originalSum = logSumExp(original);
    for (int x = 0; x < out.length; x++) {
      double a = exponent == 0 ? 0 : exponent * (tuned[x] - tunedSum);
      double b = exponent == 1 ? 0 : (1 - exponent) * (original[x] - originalSum);
      out[x] = (float) (a + b);
    }
  }

  static double logSumExp(float[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (float v : x) {
      max = Math.max(max, v);
    }
    double sum = 0;
    for (float v : x) {
      sum += StrictMath.exp(v - max);
    }
    return max + StrictMath.log(sum);
  }

  /** The layers of each attempt while the perplexity stays too high: T, T - d, ... above 0. */
  public static int[] attempts(int layers, int drop) {
    if (layers < 1 || drop < 1) {
      throw new IllegalArgumentException(
          "layers and drop must be at least 1, were " + layers + ", " + drop);
    }
    int[] attempts = new int[(layers + drop - 1) / drop];
    for (int i = 0; i < attempts.length; i++) {
      attempts[i] = layers - i * drop;
    }
    return attempts;
  }
}
