package io.steelyard.vocab;

/**
 * The bytes of all tokens of a tokenizer in one array, to check quickly that ids spell a text.
 *
 * <p>Example: with tokens {@code 0="by", 1=" the"} the ids {@code 0, 1} spell {@code "by the"}.
 */
public final class TokenBytes {
  private final Tokenizer tokenizer;
  private final byte[] bytes;
  private final int[] starts;

  public TokenBytes(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.starts = new int[tokenizer.size() + 1];
    byte[][] tokens = new byte[tokenizer.size()][];
    for (int id = 0; id < tokens.length; id++) {
      tokens[id] = tokenizer.token(id);
      starts[id + 1] = Math.addExact(starts[id], tokens[id].length);
    }
    this.bytes = new byte[starts[tokens.length]];
    for (int id = 0; id < tokens.length; id++) {
      System.arraycopy(tokens[id], 0, bytes, starts[id], tokens[id].length);
    }
  }

  /**
   * Whether decoding the ids gives exactly this text: token by token where the decoder only joins
   * them, else by decoding.
   */
  public boolean spell(int[] ids, byte[] utf8) {
    return joined(ids, utf8) || java.util.Arrays.equals(tokenizer.decodeBytes(ids, false), utf8);
  }

  private boolean joined(int[] ids, byte[] utf8) {
    int at = 0;
    for (int id : ids) {
      int to = starts[id + 1];
      for (int i = starts[id]; i < to; i++) {
        if (at == utf8.length || bytes[i] != utf8[at++]) {
          return false;
        }
      }
    }
    return at == utf8.length;
  }
}
