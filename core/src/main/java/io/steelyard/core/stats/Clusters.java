package io.steelyard.core.stats;

import io.steelyard.core.draws.Draws;
import java.util.Arrays;

/** Rows grouped into the units that a bootstrap draws; single rows are clusters of one. */
final class Clusters {
  private Clusters() {}

  /** Rows by cluster, clusters in order of their number; numbers without rows are left out. */
  static int[][] rows(int[] clusterOf) {
    int most = -1;
    for (int i = 0; i < clusterOf.length; i++) {
      if (clusterOf[i] < 0) {
        throw new IllegalArgumentException("cluster of row " + i + " is " + clusterOf[i]);
      }
      most = Math.max(most, clusterOf[i]);
    }
    int[] sizes = new int[most + 1];
    for (int c : clusterOf) {
      sizes[c]++;
    }
    int[][] rows = new int[most + 1][];
    for (int c = 0; c <= most; c++) {
      rows[c] = new int[sizes[c]];
    }
    int[] next = new int[most + 1];
    for (int i = 0; i < clusterOf.length; i++) {
      rows[clusterOf[i]][next[clusterOf[i]]++] = i;
    }
    return Arrays.stream(rows).filter(r -> r.length > 0).toArray(int[][]::new);
  }

  static int[] all(int[][] clusters) {
    return Arrays.stream(clusters).flatMapToInt(Arrays::stream).toArray();
  }

  /** All rows but those of clusters g, g + groups, g + 2 groups, … */
  static int[] without(int[][] clusters, int g, int groups) {
    int size = 0;
    for (int c = 0; c < clusters.length; c++) {
      size += c % groups == g ? 0 : clusters[c].length;
    }
    int[] rows = new int[size];
    int at = 0;
    for (int c = 0; c < clusters.length; c++) {
      if (c % groups != g) {
        System.arraycopy(clusters[c], 0, rows, at, clusters[c].length);
        at += clusters[c].length;
      }
    }
    return rows;
  }

  /** As many clusters as there are, drawn with replacement under {@code key}. */
  static int[] draw(int[][] clusters, long key) {
    int n = clusters.length;
    int size = 0;
    int[] drawn = new int[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = (int) Draws.below(Draws.mix(key, i), n);
      size = Math.addExact(size, clusters[drawn[i]].length);
    }
    int[] rows = new int[size];
    int at = 0;
    for (int c : drawn) {
      for (int row : clusters[c]) {
        rows[at++] = row;
      }
    }
    return rows;
  }
}
