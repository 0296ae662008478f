package io.steelyard.model;

/** A session that shows the last hidden state of a row. */
public interface HiddenStates {
  /**
   * The hidden state after the final norm of the row's last token, length {@code width}: what the
   * keys are multiplied with. Valid like {@link Session#logits}.
   */
  float[] hidden(int row);
}
