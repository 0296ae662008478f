package io.steelyard.decode.serve;

import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.SequenceContext;

/**
 * Looks at the model's own distribution before any stage changes it, and keeps the {@code k}
 * likeliest tokens of each text's present step. Belongs to one request: its texts are opened in the
 * order of their samples.
 */
final class Likeliest implements Processor {
  private final int k;
  private final int[][] ids;
  private final double[][] logProbabilities;
  private int opened;

  Likeliest(int k, int samples) {
    this.k = k;
    ids = new int[samples][];
    logProbabilities = new double[samples][];
  }

  @Override
  public State open(SequenceContext start) {
    int sample = opened++;
    return (context, candidates) -> look(sample, context, candidates);
  }

  private void look(int sample, SequenceContext context, CandidateSet candidates) {
    float[] raw = context.raw();
    int[] best = Scored.likeliest(raw, k);
    double[] values = new double[best.length];
    for (int i = 0; i < best.length; i++) {
      values[i] = context.rawLogProbability(best[i]);
    }
    ids[sample] = best;
    logProbabilities[sample] = values;
  }

  /** A chosen token among them. */
  Scored scored(int sample, int token, double logProbability) {
    return new Scored(token, logProbability, ids[sample], logProbabilities[sample]);
  }
}
