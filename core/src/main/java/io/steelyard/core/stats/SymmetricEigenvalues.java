package io.steelyard.core.stats;

/**
 * Eigenvalues of a symmetric matrix by cyclic Jacobi rotations, in no order.
 *
 * <p>Example: ((2, 1), (1, 2)) has 1 and 3.
 */
public final class SymmetricEigenvalues {
  private static final int SWEEPS = 60;

  private SymmetricEigenvalues() {}

  /**
   * @param lower the matrix; only its lower triangle is read, and nothing is changed
   */
  public static double[] of(double[][] lower) {
    int n = lower.length;
    double[][] a = new double[n][n];
    double all = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = lower[i][j];
        a[j][i] = lower[i][j];
        all += lower[i][j] * lower[i][j];
      }
    }
    for (int sweep = 0; sweep < SWEEPS && off(a) > 1e-28 * all; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, p, q);
        }
      }
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = a[i][i];
    }
    return values;
  }

  private static double off(double[][] a) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      for (int q = p + 1; q < a.length; q++) {
        sum += a[p][q] * a[p][q];
      }
    }
    return sum;
  }

  private static void rotate(double[][] a, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (double[] row : a) {
      double kp = row[p];
      double kq = row[q];
      row[p] = c * kp - s * kq;
      row[q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
    }
  }
}
