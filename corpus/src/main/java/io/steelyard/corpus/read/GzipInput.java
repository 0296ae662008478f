package io.steelyard.corpus.read;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gzip (RFC 1952) with any number of members, read so that nothing goes unnoticed: an early end is
 * {@code truncated}, a wrong checksum or bytes after the last member are {@code corrupt}, and
 * everything that was decoded before is handed out first. The JDK's stream ends silently at bytes
 * after a member; others keep a header's file name of any length in memory.
 *
 * <p>Zero bytes after the last member are padding, as tape blocks and {@code gzip} itself have it.
 */
final class GzipInput extends FilterInputStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] input = new byte[1 << 16];
  private int position;
  private int limit;
  private boolean inMember;
  private boolean any;
  private boolean ended;
  private InputFailure pending;

  GzipInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    if (pending != null) {
      throw pending;
    }
    int done = 0;
    try {
      while (done < length && !ended) {
        if (!inMember && !startMember()) {
          ended = true;
          break;
        }
        done += inflate(out, offset + done, length - done);
      }
    } catch (InputFailure failure) {
      pending = failure;
      if (done == 0) {
        throw failure;
      }
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  private int inflate(byte[] out, int offset, int length) throws IOException {
    if (inflater.needsInput()) {
      if (position == limit && !fill()) {
        throw truncated();
      }
      inflater.setInput(input, position, limit - position);
      position = limit;
    }
    int done;
    try {
      done = inflater.inflate(out, offset, length);
    } catch (DataFormatException e) {
      throw corrupt(e.getMessage() == null ? "bad DEFLATE data" : e.getMessage());
    }
    crc.update(out, offset, done);
    if (inflater.needsDictionary()) {
      throw corrupt("a preset dictionary, which gzip does not have");
    }
    if (inflater.finished()) {
      position = limit - inflater.getRemaining();
      try {
        endMember();
      } catch (InputFailure failure) {
        pending = failure;
        ended = true;
        if (done == 0) {
          throw failure;
        }
      }
    }
    return done;
  }

  private boolean startMember() throws IOException {
    int first = next();
    while (any && first == 0) {
      first = next();
    }
    if (first < 0) {
      return false;
    }
    if (first != 0x1F || next() != 0x8B) {
      throw corrupt(
          any ? "bytes after the end of the compressed data" : "the file does not start as gzip");
    }
    if (must() != 8) {
      throw corrupt("an unknown compression method");
    }
    int flags = must();
    if ((flags & RESERVED) != 0) {
      throw corrupt("unknown header flags");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(must() | must() << 8);
    }
    if ((flags & NAME) != 0) {
      skipString();
    }
    if ((flags & COMMENT) != 0) {
      skipString();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    crc.reset();
    inMember = true;
    any = true;
    return true;
  }

  private void endMember() throws IOException {
    inMember = false;
    long sum = mustInt();
    long size = mustInt();
    if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw corrupt("the checksum does not fit the data");
    }
  }

  private long mustInt() throws IOException {
    return must() | (long) must() << 8 | (long) must() << 16 | (long) must() << 24;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      must();
    }
  }

  private void skipString() throws IOException {
    int b = must();
    while (b != 0) {
      b = must();
    }
  }

  private int must() throws IOException {
    int b = next();
    if (b < 0) {
      throw truncated();
    }
    return b;
  }

  private int next() throws IOException {
    return position == limit && !fill() ? -1 : input[position++] & 0xFF;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = 0;
    int count = in.read(input, 0, input.length);
    limit = Math.max(count, 0);
    return count > 0;
  }

  private static InputFailure truncated() {
    return new InputFailure(
        Reason.TRUNCATED,
        "the gzip data ends too early; the records before it were read: fetch the file again");
  }

  private static InputFailure corrupt(String what) {
    return new InputFailure(
        Reason.CORRUPT,
        "damaged gzip data (" + what + "); the records before it were read: fetch the file again");
  }

  @Override
  public long skip(long count) throws IOException {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    super.close();
  }
}
