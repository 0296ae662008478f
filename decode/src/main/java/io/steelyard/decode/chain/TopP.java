package io.steelyard.decode.chain;

/**
 * Nucleus sampling: the fewest most probable tokens whose probabilities sum to at least p (within
 * 1e-12), never fewer than {@code minKeep}.
 *
 * @see <a href="https://arxiv.org/abs/1904.09751">Holtzman et al. 2020</a>
 */
public record TopP(double p, int minKeep) implements Processor.Stateless {
  /** Sums that miss p by rounding alone count as reaching it. */
  static final double TOLERANCE = 1e-12;

  private static final int FIRST = 64;
  private static final int GROWTH = 4;

  public TopP {
    if (!(p > 0) || p > 1) {
      throw new IllegalArgumentException("top-p must be above 0 and at most 1, was " + p);
    }
    requireMinKeep(minKeep);
  }

  static void requireMinKeep(int minKeep) {
    if (minKeep < 1) {
      throw new IllegalArgumentException("min-keep must be at least 1, was " + minKeep);
    }
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    if (p < 1) {
      candidates.keepFirst(Math.max(minKeep, nucleus(candidates, p)));
    }
  }

  /** How many tokens the nucleus has; they are then in the first places, in order. */
  public static int nucleus(CandidateSet candidates, double p) {
    double logSumExp = candidates.logSumExp();
    double sum = 0;
    int n = 0;
    for (int wanted = FIRST; ; wanted *= GROWTH) {
      candidates.sortTop(wanted);
      int end = Math.min(wanted, candidates.size());
      for (; n < end; n++) {
        sum += PortableExp.exp(candidates.logit(n) - logSumExp);
        if (sum >= p - TOLERANCE) {
          return n + 1;
        }
      }
      if (n == candidates.size()) {
        return n;
      }
    }
  }
}
