package io.steelyard.decode.navigation;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.model.KeySpace;
import java.util.Arrays;

/**
 * The tokens of a vocabulary in clusters of near keys: k-means with Euclidean distance over the
 * rows of the output matrix. One giant cluster of rare tokens is normal, and is reported.
 *
 * <p>Distances are {@code |x|^2 - 2 x·c + |c|^2}; ties go to the lower cluster; an empty cluster
 * takes the key farthest from its centre. Keys are read in blocks, so that a matrix on disk need
 * not be copied.
 *
 * @param of cluster of each token
 * @param centres one row per cluster
 * @param inertia sum of squared distances to the own centre
 * @param iterations that were run
 */
public record KeyClusters(int[] of, double[][] centres, double inertia, int iterations) {
  private static final int BLOCK = 1024;

  /** How the first centres are found. */
  public enum Start {
    /** Each with a chance in proportion to its squared distance to the nearest so far. */
    PLUS_PLUS,
    /** Row 0, then always the farthest from all so far. */
    FARTHEST_FIRST
  }

  /**
   * Clusters all tokens.
   *
   * @param tolerance ends where no centre moves farther
   */
  public static KeyClusters of(
      KeySpace keys, int clusters, Start start, int iterations, double tolerance, long seed) {
    int v = keys.vocabulary();
    if (clusters < 1 || clusters > v) {
      throw new IllegalArgumentException(
          "clusters must be 1 to the size of the vocabulary, " + v + ", was " + clusters);
    }
    double[] norms = norms(keys);
    double[][] centres =
        first(keys, norms, clusters, start, Draws.key(seed, Purpose.DECODE, "keys"));
    int[] of = new int[v];
    double[] distance = new double[v];
    for (int i = 1; ; i++) {
      double inertia = assign(keys, norms, centres, of, distance);
      if (i > iterations) {
        return new KeyClusters(of, centres, inertia, i - 1);
      }
      double moved = move(keys, centres, of, distance);
      if (moved <= tolerance) {
        inertia = assign(keys, norms, centres, of, distance);
        return new KeyClusters(of, centres, inertia, i);
      }
    }
  }

  /** {@code |x|^2} of each key. */
  private static double[] norms(KeySpace keys) {
    double[] norms = new double[keys.vocabulary()];
    int width = keys.width();
    each(
        keys,
        (token, block, at) -> {
          for (int i = 0; i < width; i++) {
            norms[token] += (double) block[at + i] * block[at + i];
          }
        });
    return norms;
  }

  /** The products of all keys with a centre: the model's own head does them fast. */
  private static void multiply(KeySpace keys, double[] centre, float[] products) {
    float[] single = new float[centre.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) centre[i];
    }
    keys.multiply(single, products);
  }

  private static double squared(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v * v;
    }
    return sum;
  }

  private static double[][] first(
      KeySpace keys, double[] norms, int clusters, Start start, long key) {
    int v = keys.vocabulary();
    double[][] centres = new double[clusters][];
    double[] nearest = new double[v];
    float[] products = new float[v];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int chosen = start == Start.PLUS_PLUS ? (int) Draws.below(Draws.mix(key, 0), v) : 0;
    for (int c = 0; c < clusters; c++) {
      centres[c] = row(keys, chosen);
      multiply(keys, centres[c], products);
      double own = squared(centres[c]);
      for (int token = 0; token < v; token++) {
        double d = Math.max(0, norms[token] - 2.0 * products[token] + own);
        nearest[token] = Math.min(nearest[token], token == chosen ? 0 : d);
      }
      chosen = start == Start.PLUS_PLUS ? weighted(nearest, Draws.mix(key, c + 1)) : max(nearest);
    }
    return centres;
  }

  private static int weighted(double[] weights, long bits) {
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    double u = Draws.unit(bits) * sum;
    double passed = 0;
    for (int i = 0; i < weights.length; i++) {
      passed += weights[i];
      if (u < passed) {
        return i;
      }
    }
    return weights.length - 1;
  }

  private static int max(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static double assign(
      KeySpace keys, double[] norms, double[][] centres, int[] of, double[] distance) {
    float[] products = new float[of.length];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    for (int c = 0; c < centres.length; c++) {
      multiply(keys, centres[c], products);
      double own = squared(centres[c]);
      for (int token = 0; token < of.length; token++) {
        double d = norms[token] - 2.0 * products[token] + own;
        if (d < distance[token]) {
          distance[token] = d;
          of[token] = c;
        }
      }
    }
    double[] inertia = new double[1];
    each(
        keys,
        (token, block, at) -> {
          distance[token] = squared(block, at, centres[of[token]]);
          inertia[0] += distance[token];
        });
    return inertia[0];
  }

  /** New centres; how far the one that moved most went. */
  private static double move(KeySpace keys, double[][] centres, int[] of, double[] distance) {
    int width = keys.width();
    double[][] sums = new double[centres.length][width];
    int[] sizes = new int[centres.length];
    each(
        keys,
        (token, block, at) -> {
          sizes[of[token]]++;
          double[] sum = sums[of[token]];
          for (int i = 0; i < width; i++) {
            sum[i] += block[at + i];
          }
        });
    double moved = 0;
    for (int c = 0; c < centres.length; c++) {
      double[] next = sums[c];
      if (sizes[c] == 0) {
        int farthest = max(distance);
        distance[farthest] = 0;
        next = row(keys, farthest);
      } else {
        for (int i = 0; i < width; i++) {
          next[i] /= sizes[c];
        }
      }
      double squares = 0;
      for (int i = 0; i < width; i++) {
        squares += (next[i] - centres[c][i]) * (next[i] - centres[c][i]);
      }
      moved = Math.max(moved, Math.sqrt(squares));
      centres[c] = next;
    }
    return moved;
  }

  private interface Each {
    void key(int token, float[] block, int at);
  }

  private static void each(KeySpace keys, Each each) {
    int width = keys.width();
    float[] block = new float[BLOCK * width];
    for (int from = 0; from < keys.vocabulary(); from += BLOCK) {
      int to = Math.min(keys.vocabulary(), from + BLOCK);
      keys.read(from, to, block);
      for (int token = from; token < to; token++) {
        each.key(token, block, (token - from) * width);
      }
    }
  }

  private static double[] row(KeySpace keys, int token) {
    float[] block = new float[keys.width()];
    keys.read(token, token + 1, block);
    double[] row = new double[block.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = block[i];
    }
    return row;
  }

  private static double squared(float[] block, int at, double[] centre) {
    double sum = 0;
    for (int i = 0; i < centre.length; i++) {
      double d = block[at + i] - centre[i];
      sum += d * d;
    }
    return sum;
  }

  /** Tokens in each cluster. */
  public int[] sizes() {
    int[] sizes = new int[centres.length];
    for (int c : of) {
      sizes[c]++;
    }
    return sizes;
  }
}
