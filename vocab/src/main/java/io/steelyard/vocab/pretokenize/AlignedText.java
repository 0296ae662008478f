package io.steelyard.vocab.pretokenize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A range of UTF-8 text that may have been changed since it was read, with the place in the source
 * that each of its bytes came from, so that tokens of changed text still point into the source.
 *
 * <p>Example: {@code "a b"} with the space replaced by {@code ▁} (three bytes) has five bytes; the
 * middle three all came from source range 1..2.
 *
 * <p>Where offsets are not asked for, places are not kept ({@code starts == null} while {@code
 * traced} is false); unchanged text keeps no places either, its bytes are the source's.
 */
public final class AlignedText {
  final byte[] bytes;
  final int from;
  final int to;
  private final int[] starts;
  private final int[] ends;
  private final boolean traced;

  private AlignedText(byte[] bytes, int from, int to, int[] starts, int[] ends, boolean traced) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.starts = starts;
    this.ends = ends;
    this.traced = traced;
  }

  /** Source text as it is. */
  public static AlignedText source(byte[] utf8, int from, int to, boolean traced) {
    return new AlignedText(utf8, from, to, null, null, traced);
  }

  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  public boolean isEmpty() {
    return from == to;
  }

  /** The part {@code [a, b)} of this text; positions are those of {@link #bytes}. */
  public AlignedText part(int a, int b) {
    return new AlignedText(bytes, a, b, starts, ends, traced);
  }

  /** The text as a string; ill-formed bytes become U+FFFD. */
  public String string() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Where in the source the byte at {@code i} starts. */
  public int sourceStart(int i) {
    return starts == null ? i : starts[i];
  }

  /** Where in the source the byte at {@code i} ends. */
  public int sourceEnd(int i) {
    return starts == null ? i + 1 : ends[i];
  }

  public boolean startsWith(byte[] head) {
    return to - from >= head.length
        && Arrays.equals(bytes, from, from + head.length, head, 0, head.length);
  }

  public Editor edit() {
    return new Editor(this);
  }

  /** Builds changed text from this one, front to back. */
  public static final class Editor {
    private final AlignedText source;
    private byte[] bytes;
    private int[] starts;
    private int[] ends;
    private int size;

    private Editor(AlignedText source) {
      this.source = source;
      this.bytes = new byte[source.to - source.from + 16];
      if (source.traced) {
        starts = new int[bytes.length];
        ends = new int[bytes.length];
      }
    }

    /** Keeps the bytes {@code [a, b)}. */
    public Editor keep(int a, int b) {
      reserve(b - a);
      System.arraycopy(source.bytes, a, bytes, size, b - a);
      if (starts != null) {
        for (int i = a; i < b; i++) {
          starts[size + i - a] = source.sourceStart(i);
          ends[size + i - a] = source.sourceEnd(i);
        }
      }
      size += b - a;
      return this;
    }

    /** Puts {@code text} before the source's first character, whose place it shares. */
    public Editor prepend(byte[] text) {
      int end = source.from;
      do {
        end++;
      } while (end < source.to && (source.bytes[end] & 0xC0) == 0x80);
      return replace(text, source.from, end);
    }

    /**
     * Puts {@code text} in the place of the bytes {@code [a, b)}; with {@code a == b} inserts it.
     */
    public Editor replace(byte[] text, int a, int b) {
      reserve(text.length);
      System.arraycopy(text, 0, bytes, size, text.length);
      if (starts != null) {
        int start = a < source.to ? source.sourceStart(a) : endOfSource();
        int end = a == b ? start : source.sourceEnd(b - 1);
        Arrays.fill(starts, size, size + text.length, start);
        Arrays.fill(ends, size, size + text.length, end);
      }
      size += text.length;
      return this;
    }

    private int endOfSource() {
      return source.from == source.to ? 0 : source.sourceEnd(source.to - 1);
    }

    private void reserve(int more) {
      if (size + more > bytes.length) {
        int length = Math.max(size + more, 2 * bytes.length);
        bytes = Arrays.copyOf(bytes, length);
        if (starts != null) {
          starts = Arrays.copyOf(starts, length);
          ends = Arrays.copyOf(ends, length);
        }
      }
    }

    public AlignedText done() {
      return new AlignedText(bytes, 0, size, starts, ends, source.traced);
    }
  }
}
