package io.steelyard.corpus.read;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Opens a file's text bytes: gzip and zstd are found by their first bytes, whatever the file is
 * called, and everything else is taken as it is. A file that expands beyond {@link
 * ReadLimits#ratio()} ends in {@code decompression_limit}.
 */
final class Decompression {
  private static final int BUFFER = 1 << 16;

  private Decompression() {}

  static InputStream open(InputStream stored, ReadLimits limits) throws IOException {
    Counting counting = new Counting(stored);
    BufferedInputStream in = new BufferedInputStream(counting, BUFFER);
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (magic.length >= 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B) {
      return new Guard(new GzipInput(in), counting, limits.ratio());
    }
    if (isZstd(magic)) {
      return new Guard(new ZstdInput(in), counting, limits.ratio());
    }
    return in;
  }

  /** A frame (28 B5 2F FD) or a skippable frame (5x 2A 4D 18). */
  private static boolean isZstd(byte[] magic) {
    if (magic.length < 4) {
      return false;
    }
    int word =
        magic[0] & 0xFF
            | (magic[1] & 0xFF) << 8
            | (magic[2] & 0xFF) << 16
            | (magic[3] & 0xFF) << 24;
    return word == 0xFD2FB528 || (word & 0xFFFFFFF0) == 0x184D2A50;
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
      int read = in.read(out, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }

  private static final class Guard extends FilterInputStream {
    private final Counting stored;
    private final long ratio;
    private long count;

    Guard(InputStream in, Counting stored, long ratio) {
      super(in);
      this.stored = stored;
      this.ratio = ratio;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
      if (count > ReadLimits.FREE_BYTES && count / ratio > stored.count) {
        throw new InputFailure(
            Reason.DECOMPRESSION_LIMIT,
            "the compressed data expands more than "
                + ratio
                + " times; the records before were read: if the file is genuine, decompress it"
                + " before reading");
      }
      int read = in.read(out, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
