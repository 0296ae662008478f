package io.steelyard.decode.multilingual;

import java.util.Arrays;

/**
 * What a pool of texts offers against its greedy text: {@code hope = (max q - q_g) / q_g}, {@code
 * risk = (min q - q_g) / q_g}; the absolute differences beside them, which are there also where q_g
 * is 0.
 *
 * <p>Example: q = (.3, .6, .7, .45, .2), greedy .5: hope .4, risk -.6.
 */
public record PoolQuality(double hope, double risk, double gain, double loss) {
  public static PoolQuality of(double[] qualities, double greedy) {
    double gain = Arrays.stream(qualities).max().orElseThrow() - greedy;
    double loss = Arrays.stream(qualities).min().orElseThrow() - greedy;
    return greedy == 0
        ? new PoolQuality(Double.NaN, Double.NaN, gain, loss)
        : new PoolQuality(gain / greedy, loss / greedy, gain, loss);
  }
}
