package io.steelyard.vocab.measure;

import io.steelyard.core.stats.Sum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Signs of under-trained tokens in a model's embedding rows, low for suspicious ones (Land and
 * Bartolo 2024). For untied embeddings the norm of the input rows is the usual one; for tied ones
 * the cosine distance to the mean of rows that are known to be unused.
 *
 * <p>Example: rows {@code [.1,0] [.1,.02] [1,.5]} with row 0 unused: cosine distances 0, 0.019419,
 * 0.105573; norms 0.1, 0.101980, 1.118034.
 */
public final class GlitchIndicators {
  private static final int POWER_ROUNDS = 200;

  private final double[][] rows;
  private final int[] unused;

  /**
   * @param rows one for each token id, all of one length
   * @param unused ids of tokens that were never trained: reserved or padding rows
   */
  public GlitchIndicators(double[][] rows, int... unused) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("no embedding rows");
    }
    for (int v = 0; v < rows.length; v++) {
      if (rows[v].length != rows[0].length) {
        throw new IllegalArgumentException(
            "row " + v + " has " + rows[v].length + " numbers, row 0 has " + rows[0].length);
      }
    }
    for (int id : unused) {
      if (id < 0 || id >= rows.length) {
        throw new IllegalArgumentException(
            "unused token " + id + "; there are " + rows.length + " rows");
      }
    }
    this.rows = rows;
    this.unused = unused.clone();
  }

  /** {@code ||E[v]||}. */
  public double[] norms() {
    return Arrays.stream(rows).mapToDouble(row -> Math.sqrt(dot(row, row))).toArray();
  }

  /** {@code 1 - cos(E[v], u)}, u the mean of the unused rows. */
  public double[] cosineDistance() {
    return cosineDistance(rows);
  }

  /** The same after the mean of all rows is subtracted from each. */
  public double[] centredCosineDistance() {
    return cosineDistance(centred());
  }

  /**
   * The same after the first principal component's part is subtracted from the rows as they are;
   * its direction is that of the centred rows.
   */
  public double[] withoutMainDirection() {
    double[] direction = mainDirection(centred());
    double[][] rest = new double[rows.length][];
    for (int v = 0; v < rows.length; v++) {
      double along = dot(rows[v], direction);
      rest[v] = rows[v].clone();
      for (int i = 0; i < direction.length; i++) {
        rest[v][i] -= along * direction[i];
      }
    }
    return cosineDistance(rest);
  }

  /** {@code ||E[v] - u||}. */
  public double[] distance() {
    double[] u = mean(rows, requireUnused());
    return Arrays.stream(rows)
        .mapToDouble(
            row -> {
              Sum sum = new Sum();
              for (int i = 0; i < u.length; i++) {
                sum.add((row[i] - u[i]) * (row[i] - u[i]));
              }
              return Math.sqrt(sum.value());
            })
        .toArray();
  }

  /**
   * The ids with the lowest indicator: {@code ceil(share * candidates)} of those allowed, lowest
   * first.
   *
   * @param allowed whether a token encodes to itself, see {@link TokenAudit}
   */
  public static int[] lowest(double[] indicator, boolean[] allowed, double share) {
    List<Integer> ids = new ArrayList<>();
    for (int v = 0; v < indicator.length; v++) {
      if (allowed[v]) {
        ids.add(v);
      }
    }
    Collections.sort(ids, java.util.Comparator.comparingDouble(v -> indicator[v]));
    int n = (int) Math.ceil(share * ids.size());
    return ids.subList(0, Math.min(n, ids.size())).stream().mapToInt(Integer::intValue).toArray();
  }

  private int[] requireUnused() {
    if (unused.length == 0) {
      throw new IllegalArgumentException(
          "this sign needs ids of tokens that are known to be unused, such as reserved ones");
    }
    return unused;
  }

  private double[] cosineDistance(double[][] of) {
    double[] u = mean(of, requireUnused());
    double uNorm = Math.sqrt(dot(u, u));
    return Arrays.stream(of)
        .mapToDouble(row -> 1 - dot(row, u) / Math.max(1e-6, Math.sqrt(dot(row, row)) * uNorm))
        .toArray();
  }

  private double[][] centred() {
    int[] all = new int[rows.length];
    Arrays.setAll(all, v -> v);
    double[] mean = mean(rows, all);
    double[][] centred = new double[rows.length][];
    for (int v = 0; v < rows.length; v++) {
      centred[v] = rows[v].clone();
      for (int i = 0; i < mean.length; i++) {
        centred[v][i] -= mean[i];
      }
    }
    return centred;
  }

  /** By power iteration from a fixed start. */
  private static double[] mainDirection(double[][] centred) {
    int width = centred[0].length;
    double[] direction = new double[width];
    Arrays.setAll(direction, i -> 1 + i / (double) width);
    for (int round = 0; round < POWER_ROUNDS; round++) {
      double[] next = new double[width];
      for (double[] row : centred) {
        double along = dot(row, direction);
        for (int i = 0; i < width; i++) {
          next[i] += along * row[i];
        }
      }
      double norm = Math.sqrt(dot(next, next));
      if (norm == 0) {
        return new double[width];
      }
      for (int i = 0; i < width; i++) {
        direction[i] = next[i] / norm;
      }
    }
    return direction;
  }

  private static double[] mean(double[][] of, int[] ids) {
    double[] mean = new double[of[0].length];
    for (int i = 0; i < mean.length; i++) {
      Sum sum = new Sum();
      for (int id : ids) {
        sum.add(of[id][i]);
      }
      mean[i] = sum.value() / ids.length;
    }
    return mean;
  }

  private static double dot(double[] a, double[] b) {
    Sum sum = new Sum();
    for (int i = 0; i < a.length; i++) {
      sum.add(a[i] * b[i]);
    }
    return sum.value();
  }
}
