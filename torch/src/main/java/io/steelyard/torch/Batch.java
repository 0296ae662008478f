package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Texts of equal length that one pass learns from.
 *
 * @param ids token ids, text after text, each of {@code length + 1}: a token's target is the next
 * @param rows number of texts
 * @param length tokens of a text that are predicted from
 * @param weights what the loss of each text is multiplied with; null for 1. The batch's loss is
 *     divided by its tokens, never by the weights, whose sum depends on who is in the batch
 */
public record Batch(int[] ids, int rows, int length, float[] weights) {
  public Batch {
    if (weights != null && weights.length != rows) {
      throw new IllegalArgumentException(
          "expected a weight for each of " + rows + " texts, were " + weights.length);
    }
    if (ids.length != rows * (length + 1)) {
      throw new IllegalArgumentException(
          "expected " + rows + " texts of " + (length + 1) + " tokens, were " + ids.length);
    }
  }

  /** Texts that count alike. */
  public Batch(int[] ids, int rows, int length) {
    this(ids, rows, length, null);
  }

  /** Tokens that are predicted. */
  int predictions() {
    return rows * length;
  }

  /** What is read, [rows · length]. */
  Tensor inputs() {
    return shifted(0);
  }

  /** What is to be predicted, [rows · length]. */
  Tensor targets() {
    return shifted(1);
  }

  /** The place of each token in its text, [rows · length]. */
  Tensor positions() {
    long[] out = new long[rows * length];
    for (int i = 0; i < out.length; i++) {
      out[i] = i % length;
    }
    return Tensor.create(out, out.length);
  }

  private Tensor shifted(int by) {
    long[] out = new long[rows * length];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < length; i++) {
        out[r * length + i] = ids[r * (length + 1) + i + by];
      }
    }
    return Tensor.create(out, out.length);
  }
}
