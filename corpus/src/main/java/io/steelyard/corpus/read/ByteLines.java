package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a stream into lines without copying them: after {@link #next()} gives {@code LINE}, the
 * line is {@code buffer()[start() .. end())}, without its LF or CRLF, until the next call.
 *
 * <p>A UTF-8 byte-order mark at the start is skipped. A line beyond the limit is passed over
 * without being held. When the stream fails, the lines before come first, then {@code FAILED} with
 * the bytes of the line that was cut.
 */
final class ByteLines {
  enum Kind {
    LINE,
    TOO_LONG,
    FAILED,
    END
  }

  private static final int INITIAL = 1 << 18;

  private final InputStream in;
  private final int longest;
  private byte[] buffer;
  private int position;
  private int limit;
  private long base;
  private boolean ended;
  private InputFailure failure;
  private boolean reported;

  private int start;
  private int end;
  private long offset;
  private long line;
  private long length;

  ByteLines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
    this.buffer = new byte[(int) Math.min(INITIAL, longest + 3L)];
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Byte offset of the line's first byte in the stream. */
  long offset() {
    return offset;
  }

  /** Number of the line, from 1. */
  long line() {
    return line;
  }

  /** Bytes of the line or of what was passed over, without the line's end. */
  long length() {
    return length;
  }

  /** Why the stream ended early, after {@code FAILED}. */
  InputFailure failure() {
    return failure;
  }

  Kind next() {
    int scanned = position;
    while (true) {
      int newline = Bytes.find(buffer, scanned, limit, (byte) '\n');
      if (newline >= 0) {
        return found(newline, newline + 1);
      }
      scanned = limit;
      if (limit - position > longest) {
        return passOver();
      }
      int shift = position;
      if (!fill()) {
        return last();
      }
      scanned -= shift - position;
    }
  }

  private Kind found(int to, int next) {
    line++;
    start = position;
    offset = base + position;
    if (offset == 0) {
      Kind unusable = startOfStream(to);
      if (unusable != null) {
        return unusable;
      }
    }
    end = to > start && next > to && buffer[to - 1] == '\r' ? to - 1 : to;
    length = end - start;
    position = next;
    return length > longest ? Kind.TOO_LONG : Kind.LINE;
  }

  /** Skips a byte-order mark; UTF-16 ends the reading, as its lines are not to be found here. */
  private Kind startOfStream(int to) {
    if (ByteOrderMark.utf16(buffer, start, to)) {
      failure = new InputFailure(Reason.INVALID_UTF8, ByteOrderMark.UTF16_MESSAGE);
      length = limit - start + passToEnd();
      position = limit;
      reported = true;
      return Kind.FAILED;
    }
    int mark = ByteOrderMark.length(buffer, start, to);
    start += mark;
    offset += mark;
    return null;
  }

  /** Counts what is left in the stream, as far as it can be read. */
  private long passToEnd() {
    long count = 0;
    byte[] scratch = new byte[1 << 16];
    while (!ended) {
      try {
        int read = in.read(scratch);
        ended = read < 0;
        count += Math.max(read, 0);
      } catch (IOException e) {
        ended = true;
      }
    }
    return count;
  }

  private Kind last() {
    if (failure != null && !reported) {
      reported = true;
      start = position;
      end = limit;
      length = limit - position;
      offset = base + position;
      line++;
      position = limit;
      return Kind.FAILED;
    }
    return position < limit ? found(limit, limit) : Kind.END;
  }

  private Kind passOver() {
    line++;
    start = position;
    end = position;
    offset = base + position;
    length = limit - position;
    position = limit;
    while (fill()) {
      int newline = Bytes.find(buffer, position, limit, (byte) '\n');
      if (newline >= 0) {
        length += newline - position;
        position = newline + 1;
        start = position;
        end = position;
        return Kind.TOO_LONG;
      }
      length += limit - position;
      position = limit;
    }
    start = position;
    end = position;
    return Kind.TOO_LONG;
  }

  /** Makes room and reads more; false at the end or at a failure. */
  private boolean fill() {
    if (ended || failure != null) {
      return false;
    }
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      base += position;
      limit -= position;
      position = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, longest + 3L));
    }
    try {
      int count = in.read(buffer, limit, buffer.length - limit);
      if (count < 0) {
        ended = true;
        return false;
      }
      limit += count;
      return true;
    } catch (IOException e) {
      failure = InputFailure.of(e);
      return false;
    }
  }
}
