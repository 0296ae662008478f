package io.steelyard.decode.uddia;

/**
 * A linear classifier on the mean of a text's last hidden states; class 0 is the one that is wanted
 * (not toxic).
 *
 * @param weights [2][width]
 */
public record ToxicityHead(double[][] weights) {
  public ToxicityHead {
    if (weights.length != 2 || weights[0].length != weights[1].length) {
      throw new IllegalArgumentException(
          "a head has two rows of weights of the model's width, got " + weights.length);
    }
  }

  /** {@code softmax(W c)}. */
  public double[] probabilities(double[] mean) {
    double difference = 0;
    for (int i = 0; i < mean.length; i++) {
      difference += (weights[1][i] - weights[0][i]) * mean[i];
    }
    double toxic = 1 / (1 + StrictMath.exp(-difference));
    return new double[] {1 - toxic, toxic};
  }

  /** Cross-entropy against "not toxic". */
  public double loss(double[] mean) {
    return -StrictMath.log(Math.max(Double.MIN_NORMAL, probabilities(mean)[0]));
  }

  /** d loss / d mean, times {@code factor}, into {@code out}. */
  void gradient(double[] mean, double factor, float[] out) {
    double toxic = probabilities(mean)[1];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (factor * toxic * (weights[1][i] - weights[0][i]));
    }
  }
}
