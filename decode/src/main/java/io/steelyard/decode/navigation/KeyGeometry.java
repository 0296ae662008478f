package io.steelyard.decode.navigation;

import io.steelyard.core.stats.Sum;
import io.steelyard.core.stats.SymmetricEigenvalues;

/**
 * How the keys of a vocabulary lie, and what training could do about it: their spread with its
 * gradient (a penalty), their effective rank, and the gradient of the loss with respect to keys.
 *
 * <p>Tokens that follow the same contexts get the same queries, so their keys align ({@link
 * #lossGradient}). A penalty on the spread makes keys isotropic; it does not by itself make a
 * target set expressible that takes a part of a cluster.
 *
 * <p>Example: keys (2, 0), (1.8, .2), (1.9, -.1), (0, 1.5), (.1, 1.4), (-1, -1): spread .0457157,
 * effective rank 1.924550, mean unit key of norm .452508.
 */
public final class KeyGeometry {
  private KeyGeometry() {}

  /**
   * Spread: the mean cosine of two different keys, {@code R = (|sum k^|^2 - m) / (m (m - 1))}, in
   * one pass.
   */
  public static double spread(double[][] keys) {
    double[] sum = unitSum(keys);
    int m = keys.length;
    return (dot(sum, sum) - m) / ((double) m * (m - 1));
  }

  /**
   * {@code dR / dk_i = 2 / (m (m - 1)) ((S - k^) - ((S - k^)·k^) k^) / |k|}, S the sum of the unit
   * keys; [m][width].
   */
  public static double[][] spreadGradient(double[][] keys) {
    double[] sum = unitSum(keys);
    int m = keys.length;
    double[][] gradient = new double[m][sum.length];
    for (int k = 0; k < m; k++) {
      double norm = Math.sqrt(dot(keys[k], keys[k]));
      double along = 0;
      for (int i = 0; i < sum.length; i++) {
        double unit = keys[k][i] / norm;
        along += (sum[i] - unit) * unit;
      }
      for (int i = 0; i < sum.length; i++) {
        double unit = keys[k][i] / norm;
        gradient[k][i] = 2 * (sum[i] - unit - along * unit) / (norm * m * (m - 1));
      }
    }
    return gradient;
  }

  /** Norm of the mean unit key: 1 where all point one way. */
  public static double meanUnitNorm(double[][] keys) {
    double[] sum = unitSum(keys);
    return Math.sqrt(dot(sum, sum)) / keys.length;
  }

  private static double[] unitSum(double[][] keys) {
    double[] sum = new double[keys[0].length];
    for (double[] key : keys) {
      double norm = Math.sqrt(dot(key, key));
      if (norm == 0) {
        throw new IllegalArgumentException("a key is zero: it has no direction");
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += key[i] / norm;
      }
    }
    return sum;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /**
   * Effective rank of the centred keys: {@code exp(-sum l ln l)} over the eigenvalues of their
   * covariance, scaled to sum to 1; between 1 and the width.
   *
   * @see <a href="https://ieeexplore.ieee.org/document/7098875">Roy and Vetterli 2007</a>
   */
  public static double effectiveRank(double[][] keys) {
    int width = keys[0].length;
    double[] mean = new double[width];
    for (double[] key : keys) {
      for (int i = 0; i < width; i++) {
        mean[i] += key[i] / keys.length;
      }
    }
    double[][] covariance = new double[width][width];
    for (double[] key : keys) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += (key[i] - mean[i]) * (key[j] - mean[j]);
        }
      }
    }
    double[] eigenvalues = SymmetricEigenvalues.of(covariance);
    double all = Sum.of(eigenvalues);
    double entropy = 0;
    for (double value : eigenvalues) {
      double share = value / all;
      entropy -= share > 0 ? share * StrictMath.log(share) : 0;
    }
    return StrictMath.exp(entropy);
  }

  /**
   * The gradient of the cross-entropy with respect to the keys, {@code dCE / dk_v = (p_v - [v = y])
   * q}: a wrong token is pushed back in proportion to its probability, along a query that its whole
   * cluster shares.
   *
   * @param y the right token
   */
  public static double[][] lossGradient(double[][] keys, double[] query, int y) {
    double[] logits = new double[keys.length];
    for (int v = 0; v < logits.length; v++) {
      logits[v] = dot(keys[v], query);
    }
    double sum = Sum.logSumExp(logits);
    double[][] gradient = new double[keys.length][query.length];
    for (int v = 0; v < logits.length; v++) {
      double error = StrictMath.exp(logits[v] - sum) - (v == y ? 1 : 0);
      for (int i = 0; i < query.length; i++) {
        gradient[v][i] = error * query[i];
      }
    }
    return gradient;
  }
}
