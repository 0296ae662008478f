package io.steelyard.vocab.tokens;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Random access to a little-endian file of any length, mapped in segments that overlap by eight
 * bytes, so that no value is cut.
 */
final class MappedFile {
  private static final int SEGMENT_BITS = 30;
  private static final long SEGMENT = 1L << SEGMENT_BITS;
  private static final int OVERLAP = 8;

  private final ByteBuffer[] segments;
  private final long length;

  private MappedFile(ByteBuffer[] segments, long length) {
    this.segments = segments;
    this.length = length;
  }

  static MappedFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long length = channel.size();
      ByteBuffer[] segments = new ByteBuffer[(int) ((length + SEGMENT - 1) >> SEGMENT_BITS)];
      for (int s = 0; s < segments.length; s++) {
        long from = (long) s << SEGMENT_BITS;
        segments[s] =
            channel
                .map(
                    FileChannel.MapMode.READ_ONLY, from, Math.min(SEGMENT + OVERLAP, length - from))
                .order(ByteOrder.LITTLE_ENDIAN);
      }
      return new MappedFile(segments, length);
    }
  }

  /** The same view of bytes in memory. */
  static MappedFile of(byte[] bytes) {
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new MappedFile(new ByteBuffer[] {all}, bytes.length);
  }

  long length() {
    return length;
  }

  int getByte(long at) {
    return segment(at).get((int) (at & (SEGMENT - 1))) & 0xFF;
  }

  int getInt(long at) {
    return segment(at).getInt((int) (at & (SEGMENT - 1)));
  }

  long getLong(long at) {
    return segment(at).getLong((int) (at & (SEGMENT - 1)));
  }

  void get(long at, byte[] target, int to, int n) {
    int done = 0;
    while (done < n) {
      ByteBuffer segment = segment(at + done);
      int from = (int) ((at + done) & (SEGMENT - 1));
      int some = Math.min(n - done, segment.limit() - from);
      segment.get(from, target, to + done, some);
      done += some;
    }
  }

  private ByteBuffer segment(long at) {
    return segments[(int) (at >>> SEGMENT_BITS)];
  }
}
