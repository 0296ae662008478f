package io.steelyard.vocab.pretokenize;

/**
 * Reading UTF-8 code point by code point without trusting it.
 *
 * <p>Example: {@code codePointAt({0xC3, 0xA9}, 0, 2) = 0xE9}; cut short, {@code codePointAt({0xC3},
 * 0, 1) = -1}.
 */
public final class Utf8 {
  private Utf8() {}

  /** The code point that starts at {@code i}, or -1 if no well-formed sequence does. */
  public static int codePointAt(byte[] utf8, int i, int to) {
    int b0 = utf8[i] & 0xFF;
    if (b0 < 0x80) {
      return b0;
    }
    if (b0 < 0xC2) {
      return -1;
    }
    if (b0 < 0xE0) {
      return i + 1 < to && continues(utf8[i + 1]) ? (b0 & 0x1F) << 6 | utf8[i + 1] & 0x3F : -1;
    }
    if (b0 < 0xF0) {
      if (i + 2 >= to || !continues(utf8[i + 1]) || !continues(utf8[i + 2])) {
        return -1;
      }
      int c = (b0 & 0x0F) << 12 | (utf8[i + 1] & 0x3F) << 6 | utf8[i + 2] & 0x3F;
      return c < 0x800 || c >= 0xD800 && c < 0xE000 ? -1 : c;
    }
    if (b0 > 0xF4
        || i + 3 >= to
        || !continues(utf8[i + 1])
        || !continues(utf8[i + 2])
        || !continues(utf8[i + 3])) {
      return -1;
    }
    int c =
        (b0 & 0x07) << 18
            | (utf8[i + 1] & 0x3F) << 12
            | (utf8[i + 2] & 0x3F) << 6
            | utf8[i + 3] & 0x3F;
    return c < 0x10000 || c > 0x10FFFF ? -1 : c;
  }

  private static boolean continues(byte b) {
    return (b & 0xC0) == 0x80;
  }

  /** Bytes of a code point in UTF-8. */
  public static int length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
