package io.steelyard.decode;

import io.steelyard.vocab.Decoder;
import io.steelyard.vocab.Tokenizer;
import java.util.Arrays;

/** What a token adds to the text of a row; one per row. */
@FunctionalInterface
interface TokenText {
  /** The bytes that the last of {@code n} tokens adds. */
  byte[] more(int[] ids, int n);

  /**
   * By a tokenizer. Special tokens add nothing. Byte-level tokens add their bytes; other decoders
   * see the whole list, and what they give beyond the text so far is added.
   */
  static TokenText of(Tokenizer tokenizer) {
    if (tokenizer.parts().decoder() == Decoder.PLAIN) {
      return (ids, n) ->
          tokenizer.isSpecial(ids[n - 1]) ? new byte[0] : tokenizer.token(ids[n - 1]);
    }
    return new TokenText() {
      private int length;

      @Override
      public byte[] more(int[] ids, int n) {
        byte[] all = tokenizer.decodeBytes(Arrays.copyOf(ids, n), true);
        byte[] more = Arrays.copyOfRange(all, Math.min(length, all.length), all.length);
        length = Math.max(length, all.length);
        return more;
      }
    };
  }
}
