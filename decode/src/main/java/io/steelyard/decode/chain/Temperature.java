package io.steelyard.decode.chain;

/**
 * {@code x / T}: above 1 flatter, below 1 sharper. T = 0 is greedy decoding, which {@link Chain}
 * turns into a sampler; here it must be positive.
 */
public record Temperature(double temperature) implements Processor.Stateless {
  public Temperature {
    if (!(temperature > 0) || temperature == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "temperature must be positive and finite, was " + temperature);
    }
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    if (temperature != 1) {
      candidates.scale(1 / temperature);
    }
  }
}
