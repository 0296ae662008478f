package io.steelyard.vocab.tokens;

/**
 * How a token id is stored, by Megatron's rule: two bytes unsigned below 65,500 ids, else four
 * bytes signed; little-endian.
 *
 * <p>Example: a vocabulary of 16,000 is {@code UINT16}, one of 128,256 is {@code INT32}.
 */
public enum TokenWidth {
  UINT16(2, 8, "uint16"),
  INT32(4, 4, "int32");

  private static final int UINT16_SIZES = 65_500;

  private final int bytes;
  private final int code;
  private final String numpy;

  TokenWidth(int bytes, int code, String numpy) {
    this.bytes = bytes;
    this.code = code;
    this.numpy = numpy;
  }

  public static TokenWidth of(int vocabularySize) {
    return vocabularySize < UINT16_SIZES ? UINT16 : INT32;
  }

  public int bytes() {
    return bytes;
  }

  /** The type's number in a Megatron index. */
  public int code() {
    return code;
  }

  /** The type's name in NumPy. */
  public String numpy() {
    return numpy;
  }

  /** Writes an id to {@code target[at..]}. */
  void put(int id, byte[] target, int at) {
    target[at] = (byte) id;
    target[at + 1] = (byte) (id >> 8);
    if (this == INT32) {
      target[at + 2] = (byte) (id >> 16);
      target[at + 3] = (byte) (id >> 24);
    }
  }

  int get(byte[] source, int at) {
    int low = (source[at] & 0xFF) | (source[at + 1] & 0xFF) << 8;
    return this == UINT16
        ? low
        : low | (source[at + 2] & 0xFF) << 16 | (source[at + 3] & 0xFF) << 24;
  }
}
