package io.steelyard.proofs.lab;

import java.util.Arrays;

/**
 * Multinomial logistic regression with a small L2 penalty, by full gradient steps with momentum.
 *
 * @param weights [classes][width + 1], the last entry the intercept
 */
@SuppressWarnings("ArrayRecordComponent")
public record SoftmaxRegression(double[][] weights) {
  private static final int STEPS = 300;
  private static final double MOMENTUM = .9;
  private static final double PENALTY = 1e-4;

  /**
   * Fits.
   *
   * @param rate step of the gradient; about 2 for vectors of norm 1
   */
  public static SoftmaxRegression fit(float[][] x, int[] y, int classes, double rate) {
    return fit(x, y, classes, rate, true);
  }

  /** The same, without intercepts where they are not wanted. */
  public static SoftmaxRegression fit(
      float[][] x, int[] y, int classes, double rate, boolean intercept) {
    int width = x[0].length;
    double[][] w = new double[classes][width + 1];
    double[][] velocity = new double[classes][width + 1];
    SoftmaxRegression model = new SoftmaxRegression(w);
    for (int step = 0; step < STEPS; step++) {
      double[][] gradient = new double[classes][width + 1];
      for (int n = 0; n < x.length; n++) {
        double[] p = model.probabilities(x[n]);
        for (int c = 0; c < classes; c++) {
          double error = (p[c] - (y[n] == c ? 1 : 0)) / x.length;
          for (int i = 0; i < width; i++) {
            gradient[c][i] += error * x[n][i];
          }
          gradient[c][width] += intercept ? error : 0;
        }
      }
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i <= width; i++) {
          double penalty = i == width ? 0 : PENALTY * w[c][i];
          velocity[c][i] = MOMENTUM * velocity[c][i] - rate * (gradient[c][i] + penalty);
          w[c][i] += velocity[c][i];
        }
      }
    }
    return model;
  }

  public double[] probabilities(float[] x) {
    double[] scores = new double[weights.length];
    for (int c = 0; c < scores.length; c++) {
      double sum = weights[c][x.length];
      for (int i = 0; i < x.length; i++) {
        sum += weights[c][i] * x[i];
      }
      scores[c] = sum;
    }
    double max = Arrays.stream(scores).max().orElseThrow();
    double sum = 0;
    for (int c = 0; c < scores.length; c++) {
      scores[c] = StrictMath.exp(scores[c] - max);
      sum += scores[c];
    }
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= sum;
    }
    return scores;
  }

  public int predict(float[] x) {
    double[] p = probabilities(x);
    int best = 0;
    for (int c = 1; c < p.length; c++) {
      best = p[c] > p[best] ? c : best;
    }
    return best;
  }

  /** Share of right predictions. */
  public double accuracy(float[][] x, int[] y) {
    int right = 0;
    for (int n = 0; n < x.length; n++) {
      right += predict(x[n]) == y[n] ? 1 : 0;
    }
    return (double) right / x.length;
  }
}
