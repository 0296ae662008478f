package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a CSV or TSV stream into rows, which may span lines inside quotes: {@code "a,\"b\nc\"\nd"}
 * has the rows {@code a,"b\nc"} and {@code d}. A quote opens a field only at its start (RFC 4180);
 * elsewhere it is a character like others.
 *
 * <p>A row beyond the limit is passed over; if it is inside quotes at that point, a quote was
 * probably never closed, so the next line end ends it.
 */
final class RowBytes {
  private final InputStream in;
  private final int longest;
  private final int delimiter;
  private final boolean quotes;
  private final byte[] chunk = new byte[1 << 16];
  private int position;
  private int limit;
  private long offset;
  private long line = 1;
  private InputFailure failure;

  private byte[] row = new byte[1 << 12];
  private int length;
  private long passed;
  private long rowOffset;
  private long rowLine;
  private boolean openQuote;

  RowBytes(InputStream in, int longest, char delimiter, boolean quotes) {
    this.in = in;
    this.longest = longest;
    this.delimiter = delimiter;
    this.quotes = quotes;
  }

  byte[] bytes() {
    return row;
  }

  int length() {
    return length;
  }

  /** Bytes of the row, held or passed over. */
  long size() {
    return length + passed;
  }

  boolean tooLong() {
    return passed > 0;
  }

  /** Whether the stream ended inside quotes. */
  boolean openQuote() {
    return openQuote;
  }

  long offset() {
    return rowOffset;
  }

  long line() {
    return rowLine;
  }

  InputFailure failure() {
    return failure;
  }

  /**
   * Reads the next row, without its line end.
   *
   * @return false at the end or at a failure; then {@link #size()} is what was cut
   */
  boolean next() {
    length = 0;
    passed = 0;
    rowOffset = offset;
    rowLine = line;
    boolean inQuotes = false;
    boolean fieldStart = true;
    while (true) {
      int b = read();
      if (b < 0) {
        openQuote = inQuotes;
        return failure == null && size() > 0;
      }
      if (b == '\n') {
        line++;
        if (!inQuotes || passed > 0) {
          trimCarriageReturn();
          return true;
        }
      }
      if (quotes && b == '"' && (inQuotes || fieldStart)) {
        // A doubled quote leaves and enters again, so it needs no case of its own.
        inQuotes = !inQuotes;
        fieldStart = !inQuotes;
      } else {
        fieldStart = !inQuotes && b == delimiter;
      }
      append(b);
    }
  }

  private void append(int b) {
    if (length == longest || passed > 0) {
      passed++;
      return;
    }
    if (length == row.length) {
      row = Arrays.copyOf(row, (int) Math.min(2L * length, longest));
    }
    row[length++] = (byte) b;
  }

  private void trimCarriageReturn() {
    if (passed == 0 && length > 0 && row[length - 1] == '\r') {
      length--;
    }
  }

  private int read() {
    if (position == limit && !fill()) {
      return -1;
    }
    offset++;
    return chunk[position++] & 0xFF;
  }

  private boolean fill() {
    if (failure != null) {
      return false;
    }
    try {
      limit = Math.max(in.read(chunk, 0, chunk.length), 0);
      position = 0;
      return limit > 0;
    } catch (IOException e) {
      limit = 0;
      position = 0;
      failure = InputFailure.of(e);
      return false;
    }
  }
}
