package io.steelyard.decode.navigation;

/** Moves of the query itself away from what was said: {@code logits = K q} change with it. */
public final class QueryMoves {
  private QueryMoves() {}

  /** Pushes: {@code q - lambda sum_e k_e / |k_e|} over the keys of explored tokens. */
  public static double[] push(double[] query, double[][] explored, double lambda) {
    double[] moved = query.clone();
    for (double[] key : explored) {
      double norm = norm(key);
      for (int i = 0; norm > 0 && i < moved.length; i++) {
        moved[i] -= lambda * key[i] / norm;
      }
    }
    return moved;
  }

  /** Projects out of the span of explored clusters' centres (Gram-Schmidt). */
  public static double[] project(double[] query, double[][] centres) {
    double[] moved = query.clone();
    double[][] basis = new double[centres.length][];
    for (int c = 0; c < centres.length; c++) {
      double[] b = centres[c].clone();
      for (int earlier = 0; earlier < c; earlier++) {
        subtract(b, basis[earlier]);
      }
      double norm = norm(b);
      for (int i = 0; i < b.length; i++) {
        b[i] = norm > 1e-12 ? b[i] / norm : 0;
      }
      basis[c] = b;
      subtract(moved, b);
    }
    return moved;
  }

  private static void subtract(double[] x, double[] unit) {
    double dot = 0;
    for (int i = 0; i < x.length; i++) {
      dot += x[i] * unit[i];
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= dot * unit[i];
    }
  }

  private static double norm(double[] x) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    return Math.sqrt(squares);
  }
}
