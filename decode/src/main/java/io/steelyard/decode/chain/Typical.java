package io.steelyard.decode.chain;

/**
 * Locally typical sampling: keeps the tokens whose surprise is nearest to the entropy of the step,
 * until they hold the wanted mass. The most probable token may go when it says too little.
 *
 * <p>With {@code H = -sum p ln p} and {@code d_i = |-ln p_i - H|}, tokens are taken by d ascending:
 *
 * <ul>
 *   <li>{@link Rule#HF}: up to the first that makes the sum at least {@code mass}, and all whose d
 *       equals that one's (within 1e-12);
 *   <li>{@link Rule#LLAMA_CPP}: until the sum is above {@code mass}; ties go by probability, then
 *       id.
 * </ul>
 *
 * <p>Example: p = (.5, .25, .125, .0625, .0625), H = 1.29965 nats, order 1, 0, 2, 3, 4. Mass .2
 * keeps token 1 alone; mass .9 keeps all five under HF (3 and 4 tie), four under LLAMA_CPP.
 *
 * @param mass wanted mass in (0, 1]; 1 keeps everything
 * @param minKeep fewest tokens kept, in the order of d
 * @see <a href="https://arxiv.org/abs/2202.00666">Meister et al. 2023</a>
 */
public record Typical(double mass, int minKeep, Rule rule) implements Processor.Stateless {
  private static final int FIRST = 64;
  private static final int GROWTH = 4;

  /** What happens at the border of the kept set. */
  public enum Rule {
    HF,
    LLAMA_CPP
  }

  public Typical {
    if (!(mass > 0) || mass > 1) {
      throw new IllegalArgumentException("typical mass must be above 0 and at most 1, was " + mass);
    }
    TopP.requireMinKeep(minKeep);
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    candidates.requireSome();
    if (mass == 1 || candidates.size() <= minKeep) {
      return;
    }
    double entropy = candidates.entropy();
    double logSumExp = candidates.logSumExp();
    distances(candidates, entropy, logSumExp);
    double border = border(candidates, entropy, logSumExp);
    distances(candidates, entropy, logSumExp);
    if (rule == Rule.LLAMA_CPP) {
      dropTies(candidates, border, entropy, logSumExp);
    }
    candidates.keepByKey(border + TopP.TOLERANCE);
  }

  private static void distances(CandidateSet candidates, double entropy, double logSumExp) {
    double[] keys = candidates.keys();
    for (int i = 0; i < candidates.size(); i++) {
      keys[i] = Math.abs(logSumExp - candidates.logit(i) - entropy);
    }
  }

  /** The d of the last token taken. */
  private double border(CandidateSet candidates, double entropy, double logSumExp) {
    double sum = 0;
    int size = candidates.size();
    int n = 0;
    for (int wanted = FIRST; ; wanted *= GROWTH) {
      int end = Math.min(wanted, size);
      int[] order = candidates.byKey(n, end);
      for (; n < end; n++) {
        sum += PortableExp.exp(candidates.logit(order[n]) - logSumExp);
        if (n + 1 >= minKeep && reached(sum)) {
          return -candidates.keys()[n];
        }
      }
      if (n == size) {
        return Double.MAX_VALUE;
      }
    }
  }

  private boolean reached(double sum) {
    return rule == Rule.HF ? sum >= mass - TopP.TOLERANCE : sum > mass + TopP.TOLERANCE;
  }

  /** Among tokens at the border, marks those beyond the mass by an infinite key. */
  private void dropTies(CandidateSet candidates, double border, double entropy, double logSumExp) {
    double[] keys = candidates.keys();
    double sum = 0;
    int kept = 0;
    int ties = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (keys[i] < border - TopP.TOLERANCE) {
        sum += PortableExp.exp(candidates.logit(i) - logSumExp);
        kept++;
      } else if (keys[i] <= border + TopP.TOLERANCE) {
        ties++;
      }
    }
    if (ties < 2) {
      return;
    }
    candidates.sortTop(candidates.size());
    distances(candidates, entropy, logSumExp);
    for (int i = 0; i < candidates.size(); i++) {
      if (Math.abs(keys[i] - border) <= TopP.TOLERANCE) {
        if (kept >= minKeep && reached(sum)) {
          keys[i] = Double.POSITIVE_INFINITY;
        } else {
          sum += PortableExp.exp(candidates.logit(i) - logSumExp);
          kept++;
        }
      }
    }
  }
}
