package io.steelyard.model;

/**
 * A session whose additive biases can be tuned by gradients, per row: zero vectors put after each
 * norm and projection of the top layers, which leave the model as it is until they are moved.
 *
 * <p>Keys and values in the cache are always those of the untuned model: {@link #tuned} runs the
 * row's last token again over the cache before it, and nothing of that run is kept.
 */
public interface Gradients {
  /** Number of additive biases in the {@code layers} top layers and the final norm. */
  int biases(int layers);

  /**
   * Runs a row's last token with biases and differentiates.
   *
   * @param row the row; its cache is not touched
   * @param layers how many top layers have biases
   * @param biases current values, length {@code biases(layers)}
   * @param loss builds the loss from what the model gives; its answer steers the backward pass
   * @param gradient out: d loss / d bias, length {@code biases(layers)}
   */
  void tuned(int row, int layers, float[] biases, Loss loss, float[] gradient);

  /** Logits of the row's last token with biases, without gradients. */
  void tuned(int row, int layers, float[] biases, float[] logits);

  /**
   * A loss given by its derivatives. For the distribution {@code p} over the next token it returns
   * dL/dp; with {@link #lookAhead}, the model also runs the expected next embedding {@code p · E}
   * one step further and asks for dL/dh' at the hidden state there.
   */
  interface Loss {
    /** Fills dL/dp at the row's last token (zeros where it has no part in the loss). */
    void next(float[] p, float[] hidden, float[] gradientOfP);

    /** Whether the expected next embedding is run one step. */
    boolean lookAhead();

    /** Fills dL/dh' for the hidden state of the expected next embedding. */
    void ahead(float[] hidden, float[] gradientOfHidden);
  }
}
