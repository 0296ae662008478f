package io.steelyard.decode.chain;

/**
 * Keeps tokens at least {@code share} times as probable as the best one: {@code x >= x_max + ln
 * share}; no softmax is needed.
 *
 * @see <a href="https://arxiv.org/abs/2407.01082">Nguyen et al. 2024</a>
 */
public record MinP(double share) implements Processor.Stateless {
  public MinP {
    if (!(share > 0) || share > 1) {
      throw new IllegalArgumentException("min-p must be above 0 and at most 1, was " + share);
    }
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    candidates.requireSome();
    candidates.keepFrom(candidates.max() + StrictMath.log(share) - TopP.TOLERANCE);
  }
}
