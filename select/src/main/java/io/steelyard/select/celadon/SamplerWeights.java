package io.steelyard.select.celadon;

import io.steelyard.core.draws.Draws;
import java.util.Arrays;

/**
 * Draws training texts with replacement, rare grades more often: the weight of a text is the mean
 * over its five grades of {@code 1 / count(grade)}, counts pooled over the heads.
 *
 * <p>Example (the paper's counts): a text (0,0,0,0,3) is drawn 11.76 times as often as (0,0,0,0,0).
 */
final class SamplerWeights {
  private final double[] upTo;

  private SamplerWeights(double[] upTo) {
    this.upTo = upTo;
  }

  /** How often each grade occurs, over all heads. */
  static long[] pooled(int[][] grades) {
    long[] counts = new long[Axis.LEVELS];
    for (int[] row : grades) {
      for (int grade : row) {
        counts[grade]++;
      }
    }
    return counts;
  }

  static double weight(int[] grades, long[] pooled) {
    double sum = 0;
    for (int grade : grades) {
      sum += 1.0 / pooled[grade];
    }
    return sum / grades.length;
  }

  /** Over these rows; all the same where {@code balanced} is off. */
  static SamplerWeights of(int[][] grades, boolean balanced) {
    long[] pooled = pooled(grades);
    double[] upTo = new double[grades.length];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += balanced ? weight(grades[i], pooled) : 1;
      upTo[i] = sum;
    }
    return new SamplerWeights(upTo);
  }

  /** A row, by 64 random bits. */
  int draw(long bits) {
    double at = Draws.unit(bits) * upTo[upTo.length - 1];
    int found = Arrays.binarySearch(upTo, at);
    return Math.min(upTo.length - 1, found >= 0 ? found + 1 : -found - 1);
  }
}
