package io.steelyard.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of one row while it grows: its tokens and their bytes. Bytes are shown to a listener
 * only when no stop rule may still take them back and they end no character in the middle.
 *
 * <p>Example: the bytes E4 B8 are held back until 96 completes 世; "\n\nQ" is held back where "\n\n
 * Q:" stops the text.
 */
public final class GeneratedText {
  private final TokenText spelling;
  private final int promptTokens;
  private int[] ids = new int[64];
  private int tokens;
  private byte[] bytes = new byte[256];
  private int length;
  private int before;
  private int shown;

  GeneratedText(TokenText spelling, int promptTokens) {
    this.spelling = spelling;
    this.promptTokens = promptTokens;
  }

  void add(int id) {
    if (tokens == ids.length) {
      ids = Arrays.copyOf(ids, 2 * tokens);
    }
    ids[tokens++] = id;
    before = length;
    byte[] more = spelling.more(ids, tokens);
    if (length + more.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more.length));
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  /** Leaves out what lies behind {@code newLength} bytes. */
  void cut(int newLength) {
    length = Math.min(length, newLength);
  }

  /**
   * What may be shown now and was not yet.
   *
   * @param held bytes at the end that must wait
   */
  String show(int held) {
    int end = complete(bytes, Math.max(shown, length - held));
    if (end <= shown) {
      return "";
    }
    String text = new String(bytes, shown, end - shown, StandardCharsets.UTF_8);
    shown = end;
    return text;
  }

  /** What is left when no more tokens come; a broken character becomes U+FFFD. */
  String showRest() {
    String rest = new String(bytes, shown, Math.max(0, length - shown), StandardCharsets.UTF_8);
    shown = Math.max(shown, length);
    return rest;
  }

  /** The largest end of at most {@code n} bytes that does not cut an unfinished character. */
  static int complete(byte[] bytes, int n) {
    for (int back = 1; back <= Math.min(3, n); back++) {
      int b = bytes[n - back] & 0xFF;
      if (b < 0x80) {
        return n;
      }
      if (b >= 0xC2) {
        int wanted = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        return b <= 0xF4 && back < wanted ? n - back : n;
      }
    }
    return n;
  }

  /** Tokens generated so far. */
  public int tokens() {
    return tokens;
  }

  public int token(int i) {
    return ids[i];
  }

  public int lastToken() {
    return ids[tokens - 1];
  }

  /** Prompt and generated tokens. */
  public int totalTokens() {
    return promptTokens + tokens;
  }

  /** Bytes of the generated text; borrowed, the first {@link #length()} are valid. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Bytes before the last token. */
  public int lengthBefore() {
    return before;
  }

  public int[] ids() {
    return Arrays.copyOf(ids, tokens);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
