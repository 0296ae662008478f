package io.steelyard.decode.chain;

/**
 * Keeps the k most probable tokens; with {@code ties}, as Hugging Face does, also all that equal
 * the k-th, else the lower ids.
 */
public record TopK(int k, boolean ties) implements Processor.Stateless {
  public TopK {
    if (k < 1) {
      throw new IllegalArgumentException("top-k must be at least 1, was " + k);
    }
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    candidates.keepTop(k, ties);
  }
}
