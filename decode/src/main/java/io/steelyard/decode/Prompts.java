package io.steelyard.decode;

import io.steelyard.core.RequestException;
import io.steelyard.model.OpenedModel;
import java.util.Arrays;

/** Texts as prompts: the model's start token, then the text's own tokens. */
public final class Prompts {
  private Prompts() {}

  /**
   * The ids of a prompt. Special tokens that are written in the text are ordinary text: only a chat
   * template may set them.
   *
   * @throws RequestException if the text is empty and the model has no start token
   */
  public static int[] encode(OpenedModel model, String text) {
    int[] ids = model.tokenizer().encodeOrdinary(text);
    if (model.start() < 0) {
      if (ids.length == 0) {
        throw new RequestException(
            "an empty prompt cannot be continued: this model has no start token");
      }
      return ids;
    }
    int[] started = new int[ids.length + 1];
    started[0] = model.start();
    System.arraycopy(ids, 0, started, 1, ids.length);
    return started;
  }

  /** How many tokens two lists have in common at their start. */
  static int commonPrefix(int[] a, int[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }
}
