package io.steelyard.corpus.read;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Cuts a web archive into records, so that a damaged one costs itself alone: each record is its
 * header, an empty line and as many bytes as its {@code Content-Length} says, closed by two line
 * ends. Where that does not hold, the next record is sought by an empty line before {@code WARC/}.
 */
final class WarcFrames {
  /** A longer header is damage. */
  private static final int MOST_HEADER = 64 << 10;

  private static final byte[] NEXT = "\r\n\r\nWARC/".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MAGIC = "WARC/".getBytes(StandardCharsets.US_ASCII);

  /** What became of a stretch of bytes. */
  enum Outcome {
    RECORD,
    /** The record is longer than the limit; its bytes were passed over. */
    TOO_LONG,
    DAMAGED,
    END
  }

  private final InputStream in;
  private final int most;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();

  /** Bytes that were read too early and come first. */
  private byte[] pending = new byte[0];

  private int used;
  private long offset;
  private long start;
  private String problem = "";

  /** {@code most} bytes of a record at most. */
  WarcFrames(InputStream bytes, int most) {
    this.in = new BufferedInputStream(bytes, 1 << 16);
    this.most = most;
  }

  /** Where the last record starts, in bytes after decompression. */
  long start() {
    return start;
  }

  /** Bytes up to the end of the last record. */
  long length() {
    return offset - start;
  }

  byte[] record() {
    return record.toByteArray();
  }

  /** What is wrong with a damaged record. */
  String problem() {
    return problem;
  }

  Outcome next() throws IOException {
    record.reset();
    if (used == pending.length) {
      pending = new byte[0];
      used = 0;
    }
    int first = skipLineEnds();
    start = offset;
    if (first < 0) {
      return Outcome.END;
    }
    long content = header();
    if (content < 0) {
      byte[] header = record.toByteArray();
      offset -= header.length;
      unread(header);
      seekNext();
      return Outcome.DAMAGED;
    }
    if (record.size() + content > most) {
      skip(content);
      return Outcome.TOO_LONG;
    }
    byte[] body = read((int) content);
    offset += body.length;
    record.writeBytes(body);
    if (body.length < content) {
      problem =
          "the file ends "
              + (content - body.length)
              + " bytes before the end of the record; fetch it again";
      return Outcome.DAMAGED;
    }
    if (!closes()) {
      problem =
          "Content-Length is "
              + content
              + ", but no record ends there; the archive was edited or cut";
      unreadFrom(body);
      seekNext();
      return Outcome.DAMAGED;
    }
    return Outcome.RECORD;
  }

  private int read() throws IOException {
    return used < pending.length ? pending[used++] & 0xFF : in.read();
  }

  private int read(byte[] out, int most) throws IOException {
    if (used == pending.length) {
      return in.read(out, 0, most);
    }
    int n = Math.min(most, pending.length - used);
    System.arraycopy(pending, used, out, 0, n);
    used += n;
    return n;
  }

  private byte[] read(int count) throws IOException {
    int early = Math.min(count, pending.length - used);
    byte[] first = Arrays.copyOfRange(pending, used, used + early);
    used += early;
    if (early == count) {
      return first;
    }
    byte[] rest = in.readNBytes(count - early);
    return early == 0 ? rest : join(first, rest);
  }

  private void unread(byte[] bytes) {
    pending = join(bytes, Arrays.copyOfRange(pending, used, pending.length));
    used = 0;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void skip(long bytes) throws IOException {
    byte[] scratch = new byte[1 << 16];
    for (long left = bytes; left > 0; ) {
      int n = read(scratch, (int) Math.min(left, scratch.length));
      if (n < 0) {
        return;
      }
      left -= n;
      offset += n;
    }
  }

  private int skipLineEnds() throws IOException {
    int c = read();
    while (c == '\r' || c == '\n') {
      offset++;
      c = read();
    }
    if (c >= 0) {
      unread(new byte[] {(byte) c});
    }
    return c;
  }

  /** Reads the header into the record; its Content-Length, or -1 where it is damaged. */
  private long header() throws IOException {
    long length = -1;
    boolean first = true;
    while (true) {
      String line = line();
      if (line == null) {
        return -1;
      }
      if (first && !line.startsWith("WARC/")) {
        problem = "a record should begin with WARC/1.0 or WARC/1.1";
        return -1;
      }
      first = false;
      if (line.isEmpty()) {
        problem = "the header has no Content-Length";
        return length;
      }
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals("content-length")) {
        String number = line.substring(colon + 1).strip();
        if (!number.matches("\\d{1,15}")) {
          problem = "Content-Length is '" + number + "'; expected a number of bytes";
          return -1;
        }
        length = Long.parseLong(number);
      }
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int c = read();
      if (c < 0) {
        problem = "the file ends inside a header; fetch it again";
        return null;
      }
      offset++;
      record.write(c);
      if (c == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(c);
      if (record.size() > MOST_HEADER) {
        problem = "the header is longer than 64 KiB";
        return null;
      }
    }
  }

  /** Whether the end of a record or of the file follows. */
  private boolean closes() throws IOException {
    byte[] end = read(4);
    boolean good =
        end.length == 0 || end[0] == '\n' || end[0] == '\r' && (end.length < 2 || end[1] == '\n');
    unread(end);
    return good;
  }

  /** A wrong length may have swallowed records: looks for them in what was read. */
  private void unreadFrom(byte[] body) throws IOException {
    for (int i = 0; i + NEXT.length <= body.length; i++) {
      if (matches(body, i, NEXT)) {
        unread(Arrays.copyOfRange(body, i, body.length));
        offset -= body.length - i;
        return;
      }
    }
  }

  /** Goes to the next WARC/ after an empty line, or to the end. */
  private void seekNext() throws IOException {
    int matched = 0;
    while (true) {
      int c = read();
      if (c < 0) {
        return;
      }
      offset++;
      if (c == NEXT[matched]) {
        matched++;
      } else {
        matched = c != '\r' ? 0 : matched == 4 ? 3 : 1;
      }
      if (matched == NEXT.length) {
        unread(MAGIC);
        offset -= MAGIC.length;
        return;
      }
    }
  }

  private static boolean matches(byte[] bytes, int at, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
