package io.steelyard.decode;

import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.PortableExp;
import io.steelyard.decode.chain.SequenceContext;
import java.util.Arrays;

/**
 * What happened at each step of a text, one array per quantity. Log-probabilities are natural;
 * "raw" is the model's own distribution, "final" that from which the token was drawn.
 *
 * <p>{@code ids} and {@code rawLogProbability} are always there, the rest (null otherwise) where it
 * was asked for: 45 bytes per step in all.
 *
 * @param entropyRaw nats
 * @param entropyFinal nats, of the distribution that was drawn from
 * @param rank of the token under the model, from 0
 * @param kept candidates that were left
 * @param keptMass their probability under the model
 * @param topDropped whether the model's most probable token was not among them
 * @param mu the sampler's threshold after the step in bits; NaN for samplers without one
 */
public record Trace(
    int[] ids,
    float[] rawLogProbability,
    float[] finalLogProbability,
    float[] entropyRaw,
    float[] entropyFinal,
    int[] rank,
    int[] kept,
    float[] keptMass,
    boolean[] topDropped,
    double[] mu) {

  public int steps() {
    return ids.length;
  }

  /** Whether all columns are there. */
  public boolean whole() {
    return rank != null;
  }

  /** Mean surprise under the model in bits per token; NaN for no tokens. */
  public double meanBits() {
    double sum = 0;
    for (float logProbability : rawLogProbability) {
      sum -= logProbability;
    }
    return sum / StrictMath.log(2) / ids.length;
  }

  /** Fills a trace step by step; allocates only when its arrays grow. */
  static final class Builder {
    private final boolean whole;
    private int n;
    private int[] ids = new int[64];
    private float[] rawLogProbability = new float[64];
    private float[] finalLogProbability;
    private float[] entropyRaw;
    private float[] entropyFinal;
    private int[] rank;
    private int[] kept;
    private float[] keptMass;
    private boolean[] topDropped;
    private double[] mu;
    private double pendingEntropy;

    Builder(boolean whole) {
      this.whole = whole;
      if (whole) {
        finalLogProbability = new float[64];
        entropyRaw = new float[64];
        entropyFinal = new float[64];
        rank = new int[64];
        kept = new int[64];
        keptMass = new float[64];
        topDropped = new boolean[64];
        mu = new double[64];
      }
    }

    boolean whole() {
      return whole;
    }

    /** Notes the model's distribution before any stage touches it. */
    void before(CandidateSet candidates) {
      if (whole) {
        pendingEntropy = candidates.entropy();
      }
    }

    /** Notes the token that a chain chose, or that was given in its place. */
    void after(SequenceContext context, CandidateSet candidates, int token, double threshold) {
      grow();
      ids[n] = token;
      rawLogProbability[n] = (float) context.rawLogProbability(token);
      if (whole) {
        int place = candidates.find(token);
        finalLogProbability[n] =
            place < 0 ? Float.NEGATIVE_INFINITY : (float) candidates.logProbability(place);
        entropyRaw[n] = (float) pendingEntropy;
        entropyFinal[n] = (float) candidates.entropy();
        kept[n] = candidates.size();
        mu[n] = threshold;
        mass(context, candidates);
        rank(context.raw(), token);
      }
      n++;
    }

    private void mass(SequenceContext context, CandidateSet candidates) {
      float[] raw = context.raw();
      double sum = 0;
      double best = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < candidates.size(); i++) {
        float x = raw[candidates.id(i)];
        sum += PortableExp.exp(x - context.rawLogSumExp());
        best = Math.max(best, x);
      }
      keptMass[n] = (float) sum;
      boolean dropped = false;
      for (int i = 0; i < raw.length && !dropped; i++) {
        dropped = raw[i] > best;
      }
      topDropped[n] = dropped;
    }

    private void rank(float[] raw, int token) {
      int above = 0;
      for (int i = 0; i < raw.length; i++) {
        above += raw[i] > raw[token] || raw[i] == raw[token] && i < token ? 1 : 0;
      }
      rank[n] = above;
    }

    private void grow() {
      if (n == ids.length) {
        int more = 2 * n;
        ids = Arrays.copyOf(ids, more);
        rawLogProbability = Arrays.copyOf(rawLogProbability, more);
        if (whole) {
          finalLogProbability = Arrays.copyOf(finalLogProbability, more);
          entropyRaw = Arrays.copyOf(entropyRaw, more);
          entropyFinal = Arrays.copyOf(entropyFinal, more);
          rank = Arrays.copyOf(rank, more);
          kept = Arrays.copyOf(kept, more);
          keptMass = Arrays.copyOf(keptMass, more);
          topDropped = Arrays.copyOf(topDropped, more);
          mu = Arrays.copyOf(mu, more);
        }
      }
    }

    Trace build() {
      return new Trace(
          Arrays.copyOf(ids, n),
          Arrays.copyOf(rawLogProbability, n),
          whole ? Arrays.copyOf(finalLogProbability, n) : null,
          whole ? Arrays.copyOf(entropyRaw, n) : null,
          whole ? Arrays.copyOf(entropyFinal, n) : null,
          whole ? Arrays.copyOf(rank, n) : null,
          whole ? Arrays.copyOf(kept, n) : null,
          whole ? Arrays.copyOf(keptMass, n) : null,
          whole ? Arrays.copyOf(topDropped, n) : null,
          whole ? Arrays.copyOf(mu, n) : null);
    }
  }
}
