package io.steelyard.proofs.lab;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Numbers of numbers that experiments need. */
public final class Figures {
  private Figures() {}

  public static double mean(double... x) {
    return Arrays.stream(x).average().orElse(Double.NaN);
  }

  /** Least-squares slope of y over 0, 1, 2, ... */
  public static double slope(double... y) {
    double middle = (y.length - 1) / 2.0;
    double mean = mean(y);
    double above = 0;
    double below = 0;
    for (int i = 0; i < y.length; i++) {
      above += (i - middle) * (y[i] - mean);
      below += (i - middle) * (i - middle);
    }
    return above / below;
  }

  /** Pearson's correlation. */
  public static double correlation(double[] x, double[] y) {
    double mx = mean(x);
    double my = mean(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mx) * (y[i] - my);
      xx += (x[i] - mx) * (x[i] - mx);
      yy += (y[i] - my) * (y[i] - my);
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }

  /** Spearman's correlation; equal values share their mean rank. */
  public static double rankCorrelation(double[] x, double[] y) {
    return correlation(ranks(x), ranks(y));
  }

  private static double[] ranks(double[] x) {
    int[] order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> x[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[x.length];
    for (int i = 0; i < order.length; ) {
      int end = i;
      while (end < order.length && x[order[end]] == x[order[i]]) {
        end++;
      }
      for (int j = i; j < end; j++) {
        ranks[order[j]] = (i + end - 1) / 2.0;
      }
      i = end;
    }
    return ranks;
  }

  /** Share of entries that are true. */
  public static double share(boolean... x) {
    int n = 0;
    for (boolean b : x) {
      n += b ? 1 : 0;
    }
    return (double) n / x.length;
  }
}
