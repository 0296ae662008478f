package io.steelyard.decode.chain;

/**
 * Keeps tokens with {@code p >= min(epsilon, sqrt(epsilon) e^-H)}, H the entropy of the step in
 * nats: the cut is lower where the model is less sure.
 *
 * <p>Example: p = (.35, .2, .15, .1, .08, .05, .04, .03), H = 1.78995, epsilon .06: the cut is
 * .0409, six tokens stay.
 *
 * @see <a href="https://arxiv.org/abs/2210.15191">Hewitt et al. 2022</a>
 */
public record Eta(double epsilon, int minKeep) implements Processor.Stateless {
  public Eta {
    if (!(epsilon > 0) || epsilon >= 1) {
      throw new IllegalArgumentException("eta must be in (0, 1), was " + epsilon);
    }
    TopP.requireMinKeep(minKeep);
  }

  /** Natural log of the cut. */
  static double logCut(double epsilon, double entropy) {
    double log = StrictMath.log(epsilon);
    return Math.min(log, 0.5 * log - entropy);
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    Epsilon.cut(candidates, logCut(epsilon, candidates.entropy()), minKeep);
  }
}
