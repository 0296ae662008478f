package io.steelyard.select.samanantar;

import java.util.Arrays;

/**
 * The k nearest sentences on the other side for each sentence of one side, nearest first; equal
 * cosines in the order of the other side.
 */
public final class Neighbours {
  private final int k;
  private final int[] ids;
  private final double[] cosines;

  /**
   * @param k neighbours of each
   * @param ids place on the other side, k for each sentence
   * @param cosines their cosines
   */
  Neighbours(int k, int[] ids, double[] cosines) {
    this.k = k;
    this.ids = ids;
    this.cosines = cosines;
  }

  /** From a whole table of cosines, {@code cosines[i][j]} of sentence i and the other side's j. */
  public static Neighbours of(double[][] cosines, int k) {
    int[] ids = new int[cosines.length * k];
    double[] best = new double[cosines.length * k];
    for (int i = 0; i < cosines.length; i++) {
      int[] all = new int[cosines[i].length];
      Arrays.setAll(all, j -> j);
      rank(all, cosines[i].clone(), all.length, k, i, ids, best);
    }
    return new Neighbours(k, ids, best);
  }

  /**
   * Sorts candidates by cosine, then place, and keeps k. Insertion: there are a few dozen at most.
   *
   * @param candidates places on the other side, the first n of them valid
   * @param cosines theirs; both arrays are sorted in place
   */
  static void rank(
      int[] candidates, double[] cosines, int n, int k, int row, int[] ids, double[] best) {
    for (int i = 1; i < n; i++) {
      int id = candidates[i];
      double cosine = cosines[i];
      int j = i - 1;
      while (j >= 0 && (cosines[j] < cosine || cosines[j] == cosine && candidates[j] > id)) {
        candidates[j + 1] = candidates[j];
        cosines[j + 1] = cosines[j];
        j--;
      }
      candidates[j + 1] = id;
      cosines[j + 1] = cosine;
    }
    System.arraycopy(candidates, 0, ids, row * k, k);
    System.arraycopy(cosines, 0, best, row * k, k);
  }

  public int k() {
    return k;
  }

  public int size() {
    return ids.length / k;
  }

  /** The r-th nearest of sentence i, from 0. */
  public int id(int i, int r) {
    return ids[i * k + r];
  }

  public double cosine(int i, int r) {
    return cosines[i * k + r];
  }

  /** The mean cosine of sentence i to its k nearest: f or g. */
  public double mean(int i) {
    double sum = 0;
    for (int r = 0; r < k; r++) {
      sum += cosines[i * k + r];
    }
    return sum / k;
  }
}
