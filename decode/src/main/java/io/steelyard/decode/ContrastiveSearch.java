package io.steelyard.decode;

import io.steelyard.core.RequestException;
import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Contrastive search: of the k most probable tokens the one with the largest {@code (1 - alpha)
 * p(v) - alpha max_j cos(h_v, h_j)}, h the last hidden states of all tokens so far: probable, but
 * not saying again what was said. Ties go to the more probable token.
 *
 * <p>One batched step of k rows per token; the prompt is read token by token, since every hidden
 * state is needed.
 *
 * @param k candidates, 4 in the paper
 * @param alpha weight of the repetition, 0.6 in the paper
 * @see <a href="https://arxiv.org/abs/2202.06417">Su et al. 2022</a>
 */
public record ContrastiveSearch(int k, double alpha, int maxNewTokens) {
  public ContrastiveSearch {
    if (k < 1 || maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "k and max-new-tokens must be at least 1, were " + k + ", " + maxNewTokens);
    }
    if (!(alpha >= 0) || alpha > 1) {
      throw new IllegalArgumentException("alpha must be in [0, 1], was " + alpha);
    }
  }

  /**
   * The generated tokens; the last is one of {@code ends}, or there are {@code maxNewTokens}.
   *
   * @throws RequestException if the model does not show its hidden states
   */
  public int[] search(LanguageModel model, int[] prompt, int[] ends) {
    int vocabulary = model.shape().vocabulary();
    int rows = Math.min(k, vocabulary);
    try (Session session = model.open(rows + 1, prompt.length + maxNewTokens)) {
      if (!(session instanceof HiddenStates states)) {
        throw new RequestException(
            "contrastive search needs hidden states, which this model does not show");
      }
      List<float[]> past = new ArrayList<>();
      int main = rows;
      for (int i = 0; i < prompt.length; i++) {
        session.prefill(main, prompt, i, i + 1);
        past.add(unit(states.hidden(main)));
      }
      int[] ids = new int[maxNewTokens];
      CandidateSet candidates = new CandidateSet(vocabulary);
      for (int t = 0; t < maxNewTokens; t++) {
        candidates.load(session.logits(main), main, prompt.length + t);
        candidates.requireSome();
        candidates.logSumExp();
        double[] p = probabilities(candidates, rows);
        int row = best(session, states, main, candidates, p, past);
        ids[t] = candidates.id(row);
        past.add(unit(states.hidden(row)));
        session.fork(row, main);
        int token = ids[t];
        if (Arrays.stream(ends).anyMatch(end -> end == token)) {
          return Arrays.copyOf(ids, t + 1);
        }
      }
      return ids;
    }
  }

  /** Of the k best, by the whole distribution. */
  private static double[] probabilities(CandidateSet candidates, int k) {
    candidates.sortTop(k);
    double[] p = new double[Math.min(k, candidates.size())];
    for (int i = 0; i < p.length; i++) {
      p[i] = candidates.probability(i);
    }
    return p;
  }

  /** Steps each candidate in a row of its own and returns the best row. */
  private int best(
      Session session,
      HiddenStates states,
      int main,
      CandidateSet candidates,
      double[] p,
      List<float[]> past) {
    int[] tokens = new int[session.rows()];
    BitSet step = new BitSet();
    int[] targets = new int[p.length];
    for (int i = 0; i < p.length; i++) {
      targets[i] = i;
      tokens[i] = candidates.id(i);
      step.set(i);
    }
    session.fork(main, targets);
    session.step(tokens, step);
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < p.length; i++) {
      double score = (1 - alpha) * p[i] - alpha * nearest(unit(states.hidden(i)), past);
      if (score > most) {
        most = score;
        best = i;
      }
    }
    return best;
  }

  private static double nearest(float[] h, List<float[]> past) {
    double most = -1;
    for (float[] other : past) {
      double dot = 0;
      for (int i = 0; i < h.length; i++) {
        dot += (double) h[i] * other[i];
      }
      most = Math.max(most, dot);
    }
    return most;
  }

  private static float[] unit(float[] h) {
    double squares = 0;
    for (float x : h) {
      squares += (double) x * x;
    }
    float[] unit = new float[h.length];
    double norm = squares == 0 ? 1 : Math.sqrt(squares);
    for (int i = 0; i < h.length; i++) {
      unit[i] = (float) (h[i] / norm);
    }
    return unit;
  }
}
