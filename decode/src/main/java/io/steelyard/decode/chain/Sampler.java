package io.steelyard.decode.chain;

/**
 * The last stage: chooses one of the candidates. Configured like a {@link Processor}; each text
 * opens its own state.
 */
public interface Sampler {
  State open();

  /** A sampler at work on one text. */
  interface State {
    /** The number of the chosen candidate. */
    int choose(SequenceContext context, CandidateSet candidates);

    default Object snapshot() {
      return null;
    }

    default void restore(Object snapshot) {}

    default State fork() {
      return this;
    }

    /** The threshold that a controlled sampler works with, in bits; NaN for others. */
    default double mu() {
      return Double.NaN;
    }
  }

  /** A sampler that remembers nothing. */
  interface Stateless extends Sampler, State {
    @Override
    default State open() {
      return this;
    }
  }

  /** The most probable candidate; the lowest id where several are. */
  Stateless GREEDY =
      new Stateless() {
        @Override
        public int choose(SequenceContext context, CandidateSet candidates) {
          return candidates.best();
        }

        @Override
        public String toString() {
          return "Greedy";
        }
      };

  /**
   * By probability: the first candidate, in the order in which the chain left them, at which the
   * sum of probabilities exceeds a uniform number. Sums are in double; where rounding leaves them
   * short, the last candidate is taken.
   */
  Stateless MULTINOMIAL =
      new Stateless() {
        @Override
        public int choose(SequenceContext context, CandidateSet candidates) {
          return byCumulative(candidates, context.uniform(Stream.TOKEN));
        }

        @Override
        public String toString() {
          return "Multinomial";
        }
      };

  /**
   * The same law as {@link #MULTINOMIAL} by a race: {@code argmax_i p_i / E_i}, each {@code E_i}
   * exponential, drawn for the token's id. Another chain with the same seed then tends to choose
   * the same token where it still may.
   */
  Stateless RACE =
      new Stateless() {
        @Override
        public int choose(SequenceContext context, CandidateSet candidates) {
          candidates.requireSome();
          int best = 0;
          double most = Double.NEGATIVE_INFINITY;
          for (int i = 0; i < candidates.size(); i++) {
            double u = context.uniform(Stream.RACE, candidates.id(i));
            // ln(p / E) = logit - ln E + constant, E = -ln(1 - u).
            double score = candidates.logit(i) - StrictMath.log(-StrictMath.log1p(-u));
            if (score > most || score == most && candidates.id(i) < candidates.id(best)) {
              most = score;
              best = i;
            }
          }
          return best;
        }

        @Override
        public String toString() {
          return "Race";
        }
      };

  /** The first candidate at which the cumulative probability exceeds u. */
  static int byCumulative(CandidateSet candidates, double u) {
    double logSumExp = candidates.logSumExp();
    double sum = 0;
    int last = candidates.size() - 1;
    for (int i = 0; i < last; i++) {
      sum += PortableExp.exp(candidates.logit(i) - logSumExp);
      if (u < sum) {
        return i;
      }
    }
    return last;
  }
}
