package io.steelyard.select.features;

import io.steelyard.core.step.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts as sparse rows of log-TF-IDF over hashed words and characters, each of Euclidean norm 1:
 * {@code (1 + ln tf) (ln((1 + n) / (1 + df)) + 1)}, with document frequencies of the texts that the
 * weights were made from.
 *
 * @param columns buckets of each row, ascending
 * @param values their weights
 */
public record SparseRows(int[][] columns, float[][] values) {
  private static final int ROWS_OF_A_TASK = 512;

  /**
   * Inverse document frequencies by bucket: {@code ln((1 + n) / (1 + df)) + 1}.
   *
   * @param bits buckets are 2 to this power
   */
  public record Weights(int bits, float[] idf) {
    /** Of these texts. */
    public static Weights of(List<String> texts, int bits) {
      HashedGrams grams = new HashedGrams(bits, true);
      int[] frequency = new int[grams.buckets()];
      int[] seen = new int[grams.buckets()];
      Arrays.fill(seen, -1);
      for (int t = 0; t < texts.size(); t++) {
        grams.take(texts.get(t));
        for (int i = 0; i < grams.size(); i++) {
          int bucket = grams.bucket(i);
          if (seen[bucket] != t) {
            seen[bucket] = t;
            frequency[bucket]++;
          }
        }
      }
      float[] idf = new float[frequency.length];
      for (int b = 0; b < idf.length; b++) {
        idf[b] = (float) (StrictMath.log((1.0 + texts.size()) / (1.0 + frequency[b])) + 1);
      }
      return new Weights(bits, idf);
    }
  }

  /** Rows of these texts; a text without a word has none. */
  public static SparseRows of(List<String> texts, Weights weights, int threads) {
    List<int[]> columns = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    texts.forEach(
        t -> {
          columns.add(null);
          values.add(null);
        });
    Workers.each(
        threads,
        (texts.size() + ROWS_OF_A_TASK - 1) / ROWS_OF_A_TASK,
        task -> {
          HashedGrams grams = new HashedGrams(weights.bits(), true);
          int[] counts = new int[grams.buckets()];
          int end = Math.min(texts.size(), (task + 1) * ROWS_OF_A_TASK);
          for (int t = task * ROWS_OF_A_TASK; t < end; t++) {
            int[] found = distinct(grams, texts.get(t), counts);
            columns.set(t, found);
            values.set(t, weigh(found, counts, weights.idf()));
          }
        });
    return new SparseRows(columns.toArray(int[][]::new), values.toArray(float[][]::new));
  }

  /** Buckets of a text, ascending; their counts are left in {@code counts}. */
  private static int[] distinct(HashedGrams grams, String text, int[] counts) {
    grams.take(text);
    int[] found = new int[grams.size()];
    int n = 0;
    for (int i = 0; i < grams.size(); i++) {
      if (counts[grams.bucket(i)]++ == 0) {
        found[n++] = grams.bucket(i);
      }
    }
    int[] sorted = Arrays.copyOf(found, n);
    Arrays.sort(sorted);
    return sorted;
  }

  private static float[] weigh(int[] found, int[] counts, float[] idf) {
    double squares = 0;
    double[] raw = new double[found.length];
    for (int i = 0; i < found.length; i++) {
      raw[i] = (1 + StrictMath.log(counts[found[i]])) * idf[found[i]];
      squares += raw[i] * raw[i];
      counts[found[i]] = 0;
    }
    float[] values = new float[found.length];
    double norm = Math.sqrt(squares);
    for (int i = 0; i < raw.length; i++) {
      values[i] = (float) (raw[i] / norm);
    }
    return values;
  }

  public int size() {
    return columns.length;
  }

  /** {@code out += X[row] · dense}, with dense of [buckets, width] in row-major order. */
  public void multiply(int row, float[] dense, int width, float[] out) {
    for (int i = 0; i < columns[row].length; i++) {
      float value = values[row][i];
      int at = columns[row][i] * width;
      for (int j = 0; j < width; j++) {
        out[j] += value * dense[at + j];
      }
    }
  }

  /** {@code dense[columns] += X[row]ᵀ · of}: the same the other way. */
  public void spread(int row, float[] of, int width, float[] dense) {
    for (int i = 0; i < columns[row].length; i++) {
      float value = values[row][i];
      int at = columns[row][i] * width;
      for (int j = 0; j < width; j++) {
        dense[at + j] += value * of[j];
      }
    }
  }
}
