package io.steelyard.model;

import java.util.Optional;

/**
 * How texts are put into an encoder.
 *
 * @param pooling how token vectors become one; empty for what the files say, else the mean
 * @param maxTokens longest text in tokens, special ones among them; 0 for what the files say
 * @param prefix text put before each text, such as {@code "query: "} where a model wants one
 */
public record EncoderSettings(Optional<Pooling> pooling, int maxTokens, String prefix) {
  /** What the files say. */
  public static final EncoderSettings DEFAULT = new EncoderSettings(Optional.empty(), 0, "");

  /** How the vectors of tokens become one. */
  public enum Pooling {
    /** The mean over all tokens, special ones among them. */
    MEAN,
    /** The first token's. */
    CLS
  }

  public EncoderSettings {
    if (maxTokens < 0 || maxTokens > 0 && maxTokens < 3) {
      throw new IllegalArgumentException(
          "max-tokens must be 0 or at least 3 (two are special), was " + maxTokens);
    }
  }
}
