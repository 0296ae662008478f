package io.steelyard.vocab;

/**
 * The tokens of one text with where each came from.
 *
 * <p>Example: {@code "Grüße"} in two tokens {@code Gr, üße}: byte ranges 0..2 and 2..7, character
 * ranges (code points) 0..2 and 2..5.
 *
 * @param ids the tokens
 * @param byteStarts where each token starts in the text's UTF-8; special tokens put around the text
 *     have an empty range
 * @param byteEnds where each token ends
 * @param charStarts the same in code points; a token that is part of a character covers it whole
 * @param charEnds the same in code points
 */
public record Encoding(
    int[] ids, int[] byteStarts, int[] byteEnds, int[] charStarts, int[] charEnds) {

  public int size() {
    return ids.length;
  }

  /** Adds code point ranges to byte ranges of {@code utf8[0..length)}. */
  static Encoding of(int[] ids, int[] starts, int[] ends, byte[] utf8, int length) {
    int[] charOfByte = new int[length + 1];
    int chars = -1;
    for (int i = 0; i < length; i++) {
      if ((utf8[i] & 0xC0) != 0x80) {
        chars++;
      }
      charOfByte[i] = Math.max(0, chars);
    }
    charOfByte[length] = chars + 1;
    int[] charStarts = new int[ids.length];
    int[] charEnds = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      charStarts[i] = charOfByte[starts[i]];
      charEnds[i] = ends[i] == starts[i] ? charStarts[i] : charOfByte[ends[i] - 1] + 1;
    }
    return new Encoding(ids, starts, ends, charStarts, charEnds);
  }
}
