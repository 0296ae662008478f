package io.steelyard.decode.serve;

import io.steelyard.decode.chain.PortableExp;
import java.util.Arrays;

/**
 * A token with its log-probability under the model itself, and the likeliest tokens at its place.
 *
 * @param logProbability natural; NaN for the first token of a text, before which nothing is
 * @param others ids, likeliest first, lower ids first among equals
 * @param othersLogProbability theirs
 */
record Scored(int token, double logProbability, int[] others, double[] othersLogProbability) {
  private static final int[] NO_IDS = {};
  private static final double[] NO_NUMBERS = {};

  static Scored alone(int token, double logProbability) {
    return new Scored(token, logProbability, NO_IDS, NO_NUMBERS);
  }

  /** A token among the {@code k} likeliest of a row of logits. */
  static Scored of(int token, float[] logits, double logSumExp, int k) {
    int[] ids = likeliest(logits, k);
    double[] values = Arrays.stream(ids).mapToDouble(id -> logits[id] - logSumExp).toArray();
    return new Scored(token, logits[token] - logSumExp, ids, values);
  }

  /** The ids of the {@code k} largest logits, the largest first. */
  static int[] likeliest(float[] logits, int k) {
    int[] ids = new int[Math.min(k, logits.length)];
    int n = 0;
    for (int id = 0; id < logits.length && ids.length > 0; id++) {
      if (n == ids.length && logits[id] <= logits[ids[n - 1]]) {
        continue;
      }
      int at = n == ids.length ? n - 1 : n++;
      while (at > 0 && logits[ids[at - 1]] < logits[id]) {
        ids[at] = ids[at - 1];
        at--;
      }
      ids[at] = id;
    }
    return ids;
  }

  static double logSumExp(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float x : logits) {
      max = Math.max(max, x);
    }
    double sum = 0;
    for (float x : logits) {
      sum += PortableExp.exp(x - max);
    }
    return max + StrictMath.log(sum);
  }
}
