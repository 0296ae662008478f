package io.steelyard.bench;

import io.steelyard.core.draws.Draws;
import io.steelyard.select.samanantar.ExactSearch;
import io.steelyard.select.samanantar.GraphSearch;
import io.steelyard.select.samanantar.NeighbourSearch;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Cosines a second of the exact search, and time, recall and heap of the graph. */
public final class NeighbourSpeed {
  private NeighbourSpeed() {}

  /** Arguments: sentences a side, width, runs, and for the graph its sentences a side (0: none). */
  public static void main(String[] args) {
    int n = Integer.parseInt(args[0]);
    int width = Integer.parseInt(args[1]);
    float[][] x = vectors(n, width, 1);
    float[][] y = vectors(n, width, 2);
    for (int run = 0; run < Integer.parseInt(args[2]); run++) {
      long start = cpu();
      new ExactSearch().search(x, y, 4, 1);
      double seconds = (cpu() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "exact: %d x %d x %d, %.2f million cosines and %.1f GFLOP a processor second%n",
          n,
          n,
          width,
          (double) n * n / seconds / 1e6,
          2.0 * n * n * width / seconds / 1e9);
    }
    int m = Integer.parseInt(args[3]);
    if (m > 0) {
      long before = heap();
      float[][] a = vectors(m, width, 3);
      float[][] b = vectors(m, width, 4);
      long withVectors = heap();
      long start = cpu();
      NeighbourSearch.Both both = new GraphSearch(0).search(a, b, 4, 1);
      double seconds = (cpu() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "graph: %d a side, %.1f processor seconds, recall of the nearest %.3f, %.4f of all"
              + " cosines compared, %d bytes a vector%n",
          m,
          seconds,
          both.recall(),
          both.compared() / (2.0 * m * m),
          (withVectors - before) / (2L * m));
    }
  }

  /** Around as many centres as a hundredth of the points, as sentences are around subjects. */
  private static float[][] vectors(int n, int width, int salt) {
    float[][] vectors = new float[n][width];
    for (int i = 0; i < n; i++) {
      double squares = 0;
      long centre = Draws.below(Draws.mix(salt, i), Math.max(1, n / 100));
      for (int j = 0; j < width; j++) {
        double value = Draws.unit(Draws.mix(9, centre, j)) + Draws.unit(Draws.mix(salt, i, j)) - 1;
        vectors[i][j] = (float) value;
        squares += value * value;
      }
      for (int j = 0; j < width; j++) {
        vectors[i][j] /= (float) Math.sqrt(squares);
      }
    }
    return vectors;
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
