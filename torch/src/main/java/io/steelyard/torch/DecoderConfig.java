package io.steelyard.torch;

import io.steelyard.model.ModelShape;

/**
 * What a decoder computes, beyond its sizes.
 *
 * @param shape sizes
 * @param epsilon added under the root of norms
 * @param frequencies turn per position of each pair of a head, length headWidth/2; empty where
 *     positions are learned
 * @param attentionBias whether query, key, value and output projections have biases
 * @param innerBias whether the feed-forward projections have biases
 */
public record DecoderConfig(
    ModelShape shape,
    double epsilon,
    double[] frequencies,
    boolean attentionBias,
    boolean innerBias) {

  /** A Llama decoder with rotary base {@code theta} and no scaling. */
  public static DecoderConfig llama(ModelShape shape, double theta, double epsilon) {
    return new DecoderConfig(shape, epsilon, frequencies(shape.headWidth(), theta), false, false);
  }

  /** θ^(-2i/d) for i = 0 … d/2 - 1. */
  public static double[] frequencies(int headWidth, double theta) {
    double[] out = new double[headWidth / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = 1 / Math.pow(theta, 2.0 * i / headWidth);
    }
    return out;
  }
}
