package io.steelyard.mix.clones;

import java.util.Arrays;

/**
 * How alike a model sees two versions of a text: the mean cosine of their hidden states. Texts of
 * equal tokens are compared place by place, others by the matching of places that makes the sum of
 * cosines largest.
 */
public final class HiddenAlignment {
  private HiddenAlignment() {}

  /** Mean cosine of the same places; both texts have as many, padding left out. */
  public static double placeByPlace(float[][] one, float[][] other) {
    if (one.length != other.length || one.length == 0) {
      throw new IllegalArgumentException(
          "texts of equal, positive length are needed, were "
              + one.length
              + " and "
              + other.length
              + " tokens");
    }
    double sum = 0;
    for (int t = 0; t < one.length; t++) {
      sum += cosine(one[t], other[t]);
    }
    return sum / one.length;
  }

  /**
   * Mean cosine of matched places, min(n, m) of them, by the Hungarian algorithm in O(n^2 m).
   *
   * <p>Example: cosines ((.9, .8), (.7, .1)) match crosswise: (.8 + .7) / 2.
   */
  public static double matched(float[][] one, float[][] other) {
    float[][] few = one.length <= other.length ? one : other;
    float[][] many = one.length <= other.length ? other : one;
    double[][] cost = new double[few.length][many.length];
    for (int i = 0; i < few.length; i++) {
      for (int j = 0; j < many.length; j++) {
        cost[i][j] = -cosine(few[i], many[j]);
      }
    }
    return -leastCost(cost) / few.length;
  }

  public static double cosine(float[] x, float[] y) {
    double dot = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      dot += (double) x[i] * y[i];
      xx += (double) x[i] * x[i];
      yy += (double) y[i] * y[i];
    }
    return xx == 0 || yy == 0 ? 0 : dot / Math.sqrt(xx * yy);
  }

  /**
   * The least sum of one entry per row, no two in a column (Kuhn 1955, with potentials); as many
   * columns as rows, or more.
   */
  static double leastCost(double[][] cost) {
    int n = cost.length;
    int m = cost[0].length;
    double[] row = new double[n + 1];
    double[] column = new double[m + 1];
    int[] rowOf = new int[m + 1];
    int[] way = new int[m + 1];
    for (int i = 1; i <= n; i++) {
      rowOf[0] = i;
      int at = 0;
      double[] least = new double[m + 1];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      boolean[] used = new boolean[m + 1];
      do {
        used[at] = true;
        int next = 0;
        double delta = Double.POSITIVE_INFINITY;
        for (int j = 1; j <= m; j++) {
          if (!used[j]) {
            double reduced = cost[rowOf[at] - 1][j - 1] - row[rowOf[at]] - column[j];
            if (reduced < least[j]) {
              least[j] = reduced;
              way[j] = at;
            }
            if (least[j] < delta) {
              delta = least[j];
              next = j;
            }
          }
        }
        for (int j = 0; j <= m; j++) {
          if (used[j]) {
            row[rowOf[j]] += delta;
            column[j] -= delta;
          } else {
            least[j] -= delta;
          }
        }
        at = next;
      } while (rowOf[at] != 0);
      while (at != 0) {
        rowOf[at] = rowOf[way[at]];
        at = way[at];
      }
    }
    double sum = 0;
    for (int j = 1; j <= m; j++) {
      sum += rowOf[j] == 0 ? 0 : cost[rowOf[j] - 1][j - 1];
    }
    return sum;
  }
}
