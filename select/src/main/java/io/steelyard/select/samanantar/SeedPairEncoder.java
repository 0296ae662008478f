package io.steelyard.select.samanantar;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Workers;
import io.steelyard.model.Encoder;
import io.steelyard.select.features.SparseRows;
import io.steelyard.select.features.TruncatedSvd;
import java.util.List;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * An encoder of two languages that is trained on the spot from pairs of sentences, for where there
 * is no pretrained one.
 *
 * <p>Each side: hashed words and runs of 3 to 5 characters, log-TF-IDF in 2^14 buckets, the leading
 * 400 singular directions ({@code A = X V}, its mean taken off). Between the sides: regularised
 * canonical correlation. With {@code C_aa = AᵀA / n + r_a I}, r_a a tenth of the mean eigenvalue,
 * and {@code C_aa^(-1/2) C_ab C_bb^(-1/2) = P S Qᵀ}, a text becomes {@code Sᵀ Pᵀ C_aa^(-1/2) (Vᵀ x
 * - mean)}, divided by its norm: at most 200 numbers, each weighted by its canonical correlation.
 *
 * <p>Everything between the sparse row and the vector is one matrix, so that a text costs its
 * distinct buckets times 200 additions. It knows the words of its pairs and their spellings, not
 * more: pairs of the same kind of text serve best.
 */
public final class SeedPairEncoder {
  /** Fewest pairs from which correlations of any worth come. */
  public static final int FEWEST = 100;

  /** Pairs beyond these help little and cost time and memory. */
  public static final int MOST = 8_000;

  private static final int BITS = 14;
  private static final int RANK = 400;
  private static final int WIDTH = 200;
  private static final double RIDGE = 0.1;

  /** One side's way from sparse rows to vectors. */
  private record Side(SparseRows.Weights weights, float[] matrix, float[] offset, int width) {}

  private final Side source;
  private final Side target;

  private SeedPairEncoder(Side source, Side target) {
    this.source = source;
    this.target = target;
  }

  /**
   * Trains on pairs: {@code sources.get(i)} translates {@code targets.get(i)}.
   *
   * @throws RequestException where there are fewer than {@value #FEWEST}
   */
  public static SeedPairEncoder train(
      List<String> sources, List<String> targets, long seed, int threads) {
    if (sources.size() < FEWEST) {
      throw new RequestException(
          "an encoder cannot be trained on "
              + sources.size()
              + " pairs; at least "
              + FEWEST
              + " are needed, and some thousand serve well");
    }
    int n = Math.min(sources.size(), MOST);
    List<List<String>> texts = List.of(sources.subList(0, n), targets.subList(0, n));
    SparseRows.Weights[] weights = new SparseRows.Weights[2];
    SparseRows[] rows = new SparseRows[2];
    TruncatedSvd[] svd = new TruncatedSvd[2];
    Workers.each(
        Math.min(2, threads),
        2,
        s -> {
          weights[s] = SparseRows.Weights.of(texts.get(s), BITS);
          rows[s] = SparseRows.of(texts.get(s), weights[s], 1);
          svd[s] = TruncatedSvd.of(rows[s], 1 << BITS, Math.min(RANK, n / 2), seed);
        });
    double[][][] scores = new double[2][][];
    double[][] means = new double[2][];
    for (int s = 0; s < 2; s++) {
      scores[s] = scores(rows[s], svd[s]);
      means[s] = centre(scores[s]);
    }
    RealMatrix whiteA = whitening(scores[0]);
    RealMatrix whiteB = whitening(scores[1]);
    RealMatrix crossed = whiteA.multiply(product(scores[0], scores[1])).multiply(whiteB);
    SingularValueDecomposition correlations = new SingularValueDecomposition(crossed);
    int width = Math.min(WIDTH, correlations.getSingularValues().length);
    return new SeedPairEncoder(
        side(
            weights[0],
            svd[0],
            whiteA.multiply(correlations.getU()),
            correlations,
            means[0],
            width),
        side(
            weights[1],
            svd[1],
            whiteB.multiply(correlations.getV()),
            correlations,
            means[1],
            width));
  }

  /** {@code A = X V}. */
  private static double[][] scores(SparseRows rows, TruncatedSvd svd) {
    double[][] scores = new double[rows.size()][svd.rank()];
    float[] row = new float[svd.rank()];
    for (int i = 0; i < scores.length; i++) {
      java.util.Arrays.fill(row, 0);
      rows.multiply(i, svd.right(), svd.rank(), row);
      for (int j = 0; j < row.length; j++) {
        scores[i][j] = row[j];
      }
    }
    return scores;
  }

  /** Takes the mean off; returns it. */
  private static double[] centre(double[][] scores) {
    double[] mean = new double[scores[0].length];
    for (double[] row : scores) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / scores.length;
      }
    }
    for (double[] row : scores) {
      for (int j = 0; j < mean.length; j++) {
        row[j] -= mean[j];
      }
    }
    return mean;
  }

  /** {@code Aᵀ B / n}. */
  private static RealMatrix product(double[][] a, double[][] b) {
    double[][] sum = new double[a[0].length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < sum.length; j++) {
        double factor = a[i][j] / a.length;
        double[] out = sum[j];
        double[] row = b[i];
        for (int k = 0; k < out.length; k++) {
          out[k] += factor * row[k];
        }
      }
    }
    return MatrixUtils.createRealMatrix(sum);
  }

  /** {@code (Aᵀ A / n + r I)^(-1/2)} with r a tenth of the mean eigenvalue. */
  private static RealMatrix whitening(double[][] a) {
    RealMatrix covariance = product(a, a);
    double ridge = RIDGE * covariance.getTrace() / covariance.getRowDimension();
    for (int i = 0; i < covariance.getRowDimension(); i++) {
      covariance.addToEntry(i, i, ridge);
      for (int j = 0; j < i; j++) {
        double mean = (covariance.getEntry(i, j) + covariance.getEntry(j, i)) / 2;
        covariance.setEntry(i, j, mean);
        covariance.setEntry(j, i, mean);
      }
    }
    EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(covariance);
    RealMatrix vectors = eigen.getV();
    RealMatrix scaled = vectors.copy();
    double[] values = eigen.getEigenvalues();
    for (int c = 0; c < values.length; c++) {
      double scale = 1 / Math.sqrt(values[c]);
      for (int r = 0; r < values.length; r++) {
        scaled.multiplyEntry(r, c, scale);
      }
    }
    return scaled.multiplyTransposed(vectors);
  }

  /** One matrix for V, whitening, correlation and weight. */
  private static Side side(
      SparseRows.Weights weights,
      TruncatedSvd svd,
      RealMatrix projection,
      SingularValueDecomposition correlations,
      double[] mean,
      int width) {
    int rank = svd.rank();
    double[] turn = new double[rank * width];
    double[] offset = new double[width];
    for (int i = 0; i < rank; i++) {
      for (int j = 0; j < width; j++) {
        turn[i * width + j] = projection.getEntry(i, j) * correlations.getSingularValues()[j];
        offset[j] -= mean[i] * turn[i * width + j];
      }
    }
    float[] matrix = TruncatedSvd.times(svd.right(), 1 << BITS, rank, turn, width);
    float[] single = new float[width];
    for (int j = 0; j < width; j++) {
      single[j] = (float) offset[j];
    }
    return new Side(weights, matrix, single, width);
  }

  /** The encoder of the first language. */
  public Encoder source(int threads) {
    return new OfSide(source, threads);
  }

  /** The encoder of the second language. */
  public Encoder target(int threads) {
    return new OfSide(target, threads);
  }

  private static final class OfSide implements Encoder {
    private final Side side;
    private final int threads;
    private long texts;

    OfSide(Side side, int threads) {
      this.side = side;
      this.threads = threads;
    }

    @Override
    public int width() {
      return side.width;
    }

    @Override
    public float[][] encode(List<String> given) {
      SparseRows rows = SparseRows.of(given, side.weights, threads);
      float[][] vectors = new float[given.size()][];
      int block = 512;
      Workers.each(
          threads,
          (vectors.length + block - 1) / block,
          b -> {
            for (int i = b * block; i < Math.min(vectors.length, (b + 1) * block); i++) {
              vectors[i] = vector(rows, i);
            }
          });
      texts += given.size();
      return vectors;
    }

    /** Zeros for a text in which there is nothing that the pairs had. */
    private float[] vector(SparseRows rows, int i) {
      float[] vector = new float[side.width];
      if (rows.columns()[i].length == 0) {
        return vector;
      }
      System.arraycopy(side.offset, 0, vector, 0, side.width);
      rows.multiply(i, side.matrix, side.width, vector);
      double squares = 0;
      for (float v : vector) {
        squares += (double) v * v;
      }
      double norm = Math.sqrt(squares);
      for (int j = 0; j < vector.length && norm > 0; j++) {
        vector[j] = (float) (vector[j] / norm);
      }
      return vector;
    }

    @Override
    public Report report() {
      return new Report(texts, 0, 0);
    }

    @Override
    public void close() {}
  }
}
