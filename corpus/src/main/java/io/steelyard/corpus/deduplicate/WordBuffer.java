package io.steelyard.corpus.deduplicate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The words of one normalised text as UTF-8 bytes joined by single spaces, reused from text to
 * text.
 *
 * <p>Because words are joined by exactly one space, the word n-gram that starts at word i is the
 * contiguous range from {@code start(i)} to {@code end(i + n - 1)}: hashing it copies nothing.
 * Example: {@code the cat} has starts 0, 4 and ends 3, 7.
 */
public final class WordBuffer {
  private byte[] bytes = new byte[4096];
  private int[] starts = new int[512];
  private int length;
  private int words;

  public int words() {
    return words;
  }

  /** Bytes used. */
  public int length() {
    return length;
  }

  /** The backing array; only the first {@link #length} bytes are this text's. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where word {@code i} begins. */
  public int start(int i) {
    return starts[i];
  }

  /** The byte after the last of word {@code i}. */
  public int end(int i) {
    return i + 1 < words ? starts[i + 1] - 1 : length;
  }

  public String word(int i) {
    return new String(bytes, start(i), end(i) - start(i), StandardCharsets.UTF_8);
  }

  /** The whole text: words joined by single spaces. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  void clear() {
    length = 0;
    words = 0;
  }

  /** Makes room for {@code extra} more bytes. */
  void reserve(int extra) {
    if (bytes.length - length < extra) {
      bytes = Arrays.copyOf(bytes, Math.addExact(length, Math.max(extra, length / 2 + 64)));
    }
  }

  void beginWord() {
    if (length > 0) {
      bytes[length++] = ' ';
    }
    if (words == starts.length) {
      starts = Arrays.copyOf(starts, words * 2);
    }
    starts[words++] = length;
  }

  void putAscii(int c) {
    bytes[length++] = (byte) c;
  }

  /** Appends one code point; a lone surrogate becomes U+FFFD, as any UTF-8 encoder writes it. */
  void putCodePoint(int c) {
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | c >> 6);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      int b = c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;
      bytes[length++] = (byte) (0xE0 | b >> 12);
      bytes[length++] = (byte) (0x80 | b >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | b & 0x3F);
    } else {
      bytes[length++] = (byte) (0xF0 | c >> 18);
      bytes[length++] = (byte) (0x80 | c >> 12 & 0x3F);
      bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    }
  }
}
