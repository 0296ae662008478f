package io.steelyard.vocab;

import java.util.Locale;

/**
 * Strings to UTF-8 in an array that is kept between calls.
 *
 * <p>Example: {@code write("é", ERROR)} returns 2 and {@code bytes()} starts with {@code C3 A9}.
 */
final class Utf8Writer {
  private byte[] bytes = new byte[1024];

  byte[] bytes() {
    return bytes;
  }

  /** Writes the text and returns its length in bytes. */
  int write(String text, Surrogates surrogates) {
    int chars = text.length();
    if (bytes.length < chars + 8) {
      bytes = new byte[Math.max(chars + 8, 2 * bytes.length)];
    }
    byte[] out = bytes;
    int i = 0;
    while (i < chars) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        break;
      }
      out[i++] = (byte) c;
    }
    return i == chars ? i : writeWide(text, i, surrogates);
  }

  private int writeWide(String text, int i, Surrogates surrogates) {
    int chars = text.length();
    if (bytes.length < 3L * chars + 8) {
      if (chars > (Integer.MAX_VALUE - 16) / 3) {
        throw new IllegalArgumentException(
            "text of " + chars + " characters may need more than 2 GiB; encode it in parts");
      }
      bytes = java.util.Arrays.copyOf(bytes, 3 * chars + 8);
    }
    byte[] out = bytes;
    int at = i;
    for (; i < chars; i++) {
      int c = text.charAt(i);
      if (c < 0x80) {
        out[at++] = (byte) c;
        continue;
      }
      if (c < 0x800) {
        out[at++] = (byte) (0xC0 | c >> 6);
        out[at++] = (byte) (0x80 | c & 0x3F);
        continue;
      }
      if (Character.isSurrogate((char) c)) {
        if (c < 0xDC00 && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
          int p = Character.toCodePoint((char) c, text.charAt(++i));
          out[at++] = (byte) (0xF0 | p >> 18);
          out[at++] = (byte) (0x80 | p >> 12 & 0x3F);
          out[at++] = (byte) (0x80 | p >> 6 & 0x3F);
          out[at++] = (byte) (0x80 | p & 0x3F);
          continue;
        }
        if (surrogates == Surrogates.ERROR) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "lone surrogate U+%04X at index %d of the text; it has no UTF-8: mend the text or"
                      + " encode with Surrogates.REPLACE",
                  c,
                  i));
        }
        c = 0xFFFD;
      }
      out[at++] = (byte) (0xE0 | c >> 12);
      out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
      out[at++] = (byte) (0x80 | c & 0x3F);
    }
    return at;
  }
}
