package io.steelyard.decode.chain;

/**
 * A temperature that rises with the entropy H of the step: {@code T = lo + (hi - lo) (H / ln
 * n)^exponent} with {@code lo = max(0, T - range)}, {@code hi = T + range} and n candidates. T = 0
 * leaves the most probable token alone.
 */
public record DynamicTemperature(double temperature, double range, double exponent)
    implements Processor.Stateless {
  public DynamicTemperature {
    if (!(temperature >= 0) || !(range > 0) || !(exponent > 0)) {
      throw new IllegalArgumentException(
          "dynamic temperature needs temperature >= 0, range > 0 and exponent > 0, was "
              + temperature
              + ", "
              + range
              + ", "
              + exponent);
    }
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    if (candidates.size() < 2) {
      return;
    }
    double low = Math.max(0, temperature - range);
    double share = Math.min(1, candidates.entropy() / StrictMath.log(candidates.size()));
    double t = low + (temperature + range - low) * StrictMath.pow(share, exponent);
    if (t > 0) {
      candidates.scale(1 / t);
    } else {
      candidates.keepTop(1, false);
    }
  }
}
