package io.steelyard.vocab.format;

import java.nio.charset.StandardCharsets;

/**
 * GPT-2's visible characters for bytes: printable Latin-1 stands for itself, the other 68 bytes are
 * U+0100 and up in order.
 *
 * <p>Example: the token {@code " the"} is written {@code Ġthe}.
 */
public final class ByteAlphabet {
  private static final char[] CHARACTERS = new char[256];
  private static final short[] BYTES = new short[0x144];

  static {
    java.util.Arrays.fill(BYTES, (short) -1);
    int next = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean visible = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
      CHARACTERS[b] = visible ? (char) b : (char) next++;
      BYTES[CHARACTERS[b]] = (short) b;
    }
  }

  private ByteAlphabet() {}

  /** Bytes as visible characters. */
  public static String write(byte[] token) {
    char[] text = new char[token.length];
    for (int i = 0; i < text.length; i++) {
      text[i] = CHARACTERS[token[i] & 0xFF];
    }
    return new String(text);
  }

  /** The bytes that visible characters stand for, or null if one stands for none. */
  public static byte[] read(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= BYTES.length || BYTES[c] < 0) {
        return null;
      }
      bytes[i] = (byte) BYTES[c];
    }
    return bytes;
  }

  /** The bytes of a token of a byte-level file; text outside the alphabet stands for itself. */
  static byte[] readOrKeep(String token) {
    byte[] bytes = read(token);
    return bytes != null ? bytes : token.getBytes(StandardCharsets.UTF_8);
  }
}
