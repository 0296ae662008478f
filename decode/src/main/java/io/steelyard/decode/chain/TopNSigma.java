package io.steelyard.decode.chain;

/**
 * Keeps tokens within n standard deviations of the best logit: {@code x >= x_max - n sd(x)}, the
 * population deviation over the candidates. A temperature before or after does not change the set.
 *
 * <p>Example: (5, 4.8, 3, 1, 0, -1), n = 1: sd 2.29976, threshold 2.70024, three tokens stay.
 *
 * @see <a href="https://arxiv.org/abs/2411.07641">Tang et al. 2024</a>
 */
public record TopNSigma(double n) implements Processor.Stateless {
  public TopNSigma {
    if (!(n > 0)) {
      throw new IllegalArgumentException("top-n-sigma must be positive, was " + n);
    }
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    candidates.requireSome();
    candidates.keepFrom(candidates.max() - n * deviation(candidates) - TopP.TOLERANCE);
  }

  static double deviation(CandidateSet candidates) {
    int size = candidates.size();
    double[] x = candidates.logits();
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += x[i];
    }
    double mean = sum / size;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      squares += (x[i] - mean) * (x[i] - mean);
    }
    return Math.sqrt(squares / size);
  }
}
