package io.steelyard.vocab;

/**
 * How a byte-pair model is applied to a piece.
 *
 * @param bytes whether the first symbols are bytes (GPT-2 and later) or characters (Llama-2)
 * @param ignoreMerges whether a piece that is a token is that token, whatever the merges make of it
 *     (Llama-3, tiktoken)
 * @param byteFallback whether a character without a token becomes the tokens {@code <0x00>..<0xFF>}
 *     of its bytes
 * @param unknown the token of characters without one, or -1: they vanish
 * @param fuseUnknown whether neighbouring unknown characters are one unknown token
 * @param prefix what a character that does not start the piece has before it in the vocabulary, or
 *     ""
 * @param suffix what the last character of the piece has after it in the vocabulary, or ""
 */
public record BytePairOptions(
    boolean bytes,
    boolean ignoreMerges,
    boolean byteFallback,
    int unknown,
    boolean fuseUnknown,
    String suffix) {

  /** Byte-level, by merges alone: GPT-2, Qwen, what the trainer makes. */
  public static final BytePairOptions BYTE_LEVEL =
      new BytePairOptions(true, false, false, -1, false, "");

  /** Byte-level, whole tokens first: tiktoken's rank files, Llama-3. */
  public static final BytePairOptions WHOLE_TOKENS_FIRST =
      new BytePairOptions(true, true, false, -1, false, "");

  public BytePairOptions {
    if (bytes && byteFallback) {
      throw new IllegalArgumentException(
          "byte fallback belongs to models of characters, not of bytes");
    }
  }
}
