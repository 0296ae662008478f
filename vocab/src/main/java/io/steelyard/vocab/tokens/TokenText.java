package io.steelyard.vocab.tokens;

import io.steelyard.vocab.Tokenizer;
import java.util.Arrays;

/**
 * The way back from a stored document to its text: the bytes of its tokens, one after the other,
 * without the id that ends documents. With a byte-level vocabulary nothing is lost, since every
 * byte of a document is in exactly one token.
 *
 * <p>Example: the ids of {@code ["by", " the", end]} give {@code "by the"}.
 */
public final class TokenText {
  private TokenText() {}

  /**
   * @param endOfDocument left out where it is the last id; -1 for none
   */
  public static byte[] bytes(Tokenizer tokenizer, int[] ids, int endOfDocument) {
    int n = ids.length;
    boolean ended = n > 0 && ids[n - 1] == endOfDocument;
    return tokenizer.decodeBytes(ended ? Arrays.copyOf(ids, n - 1) : ids, false);
  }
}
