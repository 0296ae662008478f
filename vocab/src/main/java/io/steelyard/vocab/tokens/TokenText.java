package io.steelyard.vocab.tokens;

import io.steelyard.vocab.BytePairModel;

/**
 * The way back from ids to text: the bytes of the tokens, one after the other, without the id that
 * ends documents. Nothing is lost, since every byte of a document is in exactly one token.
 *
 * <p>Example: ids of {@code ["by", " the", end]} give {@code "by the"}.
 */
public final class TokenText {
  private TokenText() {}

  /**
   * @param endOfDocument left out where it is the last id; -1 for none
   * @throws IllegalArgumentException if an id has no token
   */
  public static byte[] bytes(BytePairModel model, int[] ids, int endOfDocument) {
    int n = ids.length;
    if (n > 0 && ids[n - 1] == endOfDocument) {
      n--;
    }
    int size = 0;
    for (int i = 0; i < n; i++) {
      if (!model.has(ids[i])) {
        throw new IllegalArgumentException(
            "id " + ids[i] + " at position " + i + " is not in the vocabulary of " + model.size());
      }
      size = Math.addExact(size, model.tokenLength(ids[i]));
    }
    byte[] text = new byte[size];
    int at = 0;
    for (int i = 0; i < n; i++) {
      at = model.copyToken(ids[i], text, at);
    }
    return text;
  }
}
