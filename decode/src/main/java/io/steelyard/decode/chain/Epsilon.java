package io.steelyard.decode.chain;

/**
 * Keeps tokens with probability of at least epsilon; where there are fewer than {@code minKeep},
 * the most probable.
 *
 * @see <a href="https://arxiv.org/abs/2210.15191">Hewitt et al. 2022</a>
 */
public record Epsilon(double epsilon, int minKeep) implements Processor.Stateless {
  public Epsilon {
    if (!(epsilon > 0) || epsilon >= 1) {
      throw new IllegalArgumentException("epsilon must be in (0, 1), was " + epsilon);
    }
    TopP.requireMinKeep(minKeep);
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    cut(candidates, StrictMath.log(epsilon), minKeep);
  }

  /** Keeps log-probabilities of at least {@code least}. */
  static void cut(CandidateSet candidates, double least, int minKeep) {
    double bound = candidates.logSumExp() + least - TopP.TOLERANCE;
    int enough = 0;
    for (int i = 0; i < candidates.size() && enough < minKeep; i++) {
      enough += candidates.logit(i) >= bound ? 1 : 0;
    }
    if (enough < minKeep) {
      candidates.keepTop(minKeep, false);
    } else {
      candidates.keepFrom(bound);
    }
  }
}
