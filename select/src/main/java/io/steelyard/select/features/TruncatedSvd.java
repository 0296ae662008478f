package io.steelyard.select.features;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;

/**
 * The leading part of {@code X = U S Vᵀ} of sparse rows, by subspace iteration from a random start
 * (Halko, Martinsson and Tropp 2011, algorithm 4.4): a few products with X and its transpose, and
 * the eigenvectors of matrices as small as the rank.
 *
 * <p>Sums are taken in a fixed order, so a seed gives the same numbers on every machine.
 *
 * @param rank how many singular values
 * @param right V, [buckets, rank] in row-major order
 * @param singular S, falling
 */
public record TruncatedSvd(int rank, float[] right, double[] singular) {
  /** Columns beyond the rank that steady the last ones. */
  private static final int SPARE = 10;

  /** Times that X and its transpose are applied: text has a slowly falling spectrum. */
  private static final int ITERATIONS = 2;

  private static final double SMALLEST = 1e-10;

  /**
   * @param x rows
   * @param buckets columns of x
   * @param wanted rank, cut to what the rows can have
   */
  public static TruncatedSvd of(SparseRows x, int buckets, int wanted, long seed) {
    int width = Math.min(wanted + SPARE, Math.min(x.size(), buckets));
    float[] v = start(buckets, width, seed);
    float[] y = new float[x.size() * width];
    for (int i = 0; i <= ITERATIONS; i++) {
      forward(x, v, width, y);
      orthonormalise(y, x.size(), width);
      v = backward(x, y, buckets, width);
    }
    // Now Xᵀ Q = V S W: the eigenvectors of (Xᵀ Q)ᵀ (Xᵀ Q) turn it into V.
    Eigen eigen = Eigen.of(gram(v, buckets, width), width);
    int rank = 0;
    while (rank < Math.min(wanted, width)
        && eigen.values[rank] > SMALLEST * Math.max(eigen.values[0], Double.MIN_NORMAL)) {
      rank++;
    }
    double[] singular = new double[rank];
    double[] turn = new double[width * rank];
    for (int r = 0; r < rank; r++) {
      singular[r] = Math.sqrt(eigen.values[r]);
      for (int i = 0; i < width; i++) {
        turn[i * rank + r] = eigen.vectors[i][r] / singular[r];
      }
    }
    return new TruncatedSvd(rank, times(v, buckets, width, turn, rank), singular);
  }

  private static float[] start(int buckets, int width, long seed) {
    long key = Draws.key(seed, Purpose.SELECT, "singular vectors");
    float[] v = new float[buckets * width];
    for (int i = 0; i < v.length; i++) {
      // Any law with mean 0 serves; a uniform one needs no logarithm.
      v[i] = (float) (Draws.unit(Draws.mix(key, i)) - 0.5);
    }
    return v;
  }

  private static void forward(SparseRows x, float[] v, int width, float[] y) {
    float[] row = new float[width];
    for (int i = 0; i < x.size(); i++) {
      java.util.Arrays.fill(row, 0);
      x.multiply(i, v, width, row);
      System.arraycopy(row, 0, y, i * width, width);
    }
  }

  private static float[] backward(SparseRows x, float[] y, int buckets, int width) {
    float[] v = new float[buckets * width];
    float[] row = new float[width];
    for (int i = 0; i < x.size(); i++) {
      System.arraycopy(y, i * width, row, 0, width);
      x.spread(i, row, width, v);
    }
    return v;
  }

  /** {@code Q = Y (Yᵀ Y)^(-1/2)}, directions without weight left as zeros. */
  private static void orthonormalise(float[] y, int rows, int width) {
    Eigen eigen = Eigen.of(gram(y, rows, width), width);
    double[] turn = new double[width * width];
    for (int r = 0; r < width; r++) {
      double value = eigen.values[r];
      double scale =
          value > SMALLEST * Math.max(eigen.values[0], Double.MIN_NORMAL)
              ? 1 / Math.sqrt(value)
              : 0;
      for (int i = 0; i < width; i++) {
        turn[i * width + r] = eigen.vectors[i][r] * scale;
      }
    }
    System.arraycopy(times(y, rows, width, turn, width), 0, y, 0, y.length);
  }

  /** {@code Aᵀ A} of a matrix of [rows, width]. */
  static double[] gram(float[] a, int rows, int width) {
    double[] gram = new double[width * width];
    double[] row = new double[width];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        row[j] = a[i * width + j];
      }
      for (int j = 0; j < width; j++) {
        if (row[j] != 0) { // buckets that no text has are whole rows of zeros
          axpy(row[j], row, gram, j * width, width);
        }
      }
    }
    return gram;
  }

  private static void axpy(double factor, double[] row, double[] out, int at, int width) {
    for (int k = 0; k < width; k++) {
      out[at + k] += factor * row[k];
    }
  }

  /** {@code A B}, with A of [rows, width] and B of [width, out]. */
  public static float[] times(float[] a, int rows, int width, double[] b, int out) {
    float[] product = new float[rows * out];
    double[] row = new double[out];
    double[] factor = new double[out];
    for (int i = 0; i < rows; i++) {
      java.util.Arrays.fill(row, 0);
      for (int j = 0; j < width; j++) {
        float value = a[i * width + j];
        if (value != 0) {
          System.arraycopy(b, j * out, factor, 0, out);
          axpy(value, factor, row, 0, out);
        }
      }
      for (int k = 0; k < out; k++) {
        product[i * out + k] = (float) row[k];
      }
    }
    return product;
  }

  /** Eigenvalues of a symmetric matrix, falling, and their vectors by column. */
  record Eigen(double[] values, double[][] vectors) {
    static Eigen of(double[] symmetric, int width) {
      double[][] rows = new double[width][width];
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          rows[i][j] = (symmetric[i * width + j] + symmetric[j * width + i]) / 2;
        }
      }
      EigenDecompositionSymmetric found =
          new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(rows), 1e-12, true);
      return new Eigen(found.getEigenvalues(), found.getV().getData());
    }
  }
}
