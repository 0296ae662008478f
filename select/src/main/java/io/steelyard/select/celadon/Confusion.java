package io.steelyard.select.celadon;

import java.util.Arrays;

/**
 * How often a head gave which level for which: {@code counts[true][given]}.
 *
 * @param counts levels by levels
 */
public record Confusion(long[][] counts) {
  /** Nothing counted yet. */
  public static Confusion empty() {
    return new Confusion(new long[Axis.LEVELS][Axis.LEVELS]);
  }

  public void add(int right, int given) {
    counts[right][given]++;
  }

  public long total() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  public double accuracy() {
    long right = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
    }
    return (double) right / total();
  }

  /** Share of a level's texts that got it; NaN where there are none. */
  public double recall(int level) {
    long row = Arrays.stream(counts[level]).sum();
    return row == 0 ? Double.NaN : (double) counts[level][level] / row;
  }

  /** The mean recall of the levels that occur: what the paper's code calls weighted accuracy. */
  public double balancedAccuracy() {
    double sum = 0;
    int levels = 0;
    for (int c = 0; c < counts.length; c++) {
      double recall = recall(c);
      if (!Double.isNaN(recall)) {
        sum += recall;
        levels++;
      }
    }
    return levels == 0 ? Double.NaN : sum / levels;
  }

  /** {@code FN_c + FP_c}. */
  public long errors(int level) {
    long row = Arrays.stream(counts[level]).sum();
    long column = 0;
    for (long[] of : counts) {
      column += of[level];
    }
    return row + column - 2 * counts[level][level];
  }

  /** Mean distance between the level given and the true one. */
  public double meanError() {
    double sum = 0;
    for (int c = 0; c < counts.length; c++) {
      for (int g = 0; g < counts.length; g++) {
        sum += Math.abs(c - g) * (double) counts[c][g];
      }
    }
    return sum / total();
  }

  /** Quadratic-weighted kappa: 1 for full agreement, 0 for what chance gives. */
  public double kappa() {
    double n = total();
    double seen = 0;
    double chance = 0;
    for (int c = 0; c < counts.length; c++) {
      double row = Arrays.stream(counts[c]).sum();
      for (int g = 0; g < counts.length; g++) {
        double column = 0;
        for (long[] of : counts) {
          column += of[g];
        }
        double weight = (c - g) * (c - g);
        seen += weight * counts[c][g];
        chance += weight * row * column / n;
      }
    }
    return chance == 0 ? Double.NaN : 1 - seen / chance;
  }
}
