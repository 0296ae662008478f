package io.steelyard.core.flow;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Reads one partition of one run, a record at a time, into a buffer that is used again. */
final class RunReader implements Closeable {
  private final FileChannel channel;
  private final byte[] buffer;
  private int position;
  private int filled;
  private long left;

  /** The current record: key, then record bytes. */
  byte[] data = new byte[256];

  int keyLength;
  int length;

  RunReader(RunWriter.Run run, int partition, int bufferSize) throws IOException {
    channel = FileChannel.open(run.file(), StandardOpenOption.READ);
    channel.position(run.starts()[partition]);
    left = run.starts()[partition + 1] - run.starts()[partition];
    buffer = new byte[(int) Math.max(1, Math.min(bufferSize, left))];
  }

  /** Moves to the next record; false at the end. */
  boolean next() throws IOException {
    if (position == filled && left == 0) {
      return false;
    }
    keyLength = number();
    int recordLength = number();
    length = Math.addExact(keyLength, recordLength);
    if (data.length < length) {
      data = new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8, 2L * data.length))];
    }
    for (int at = 0; at < length; ) {
      if (position == filled) {
        fill();
      }
      int n = Math.min(length - at, filled - position);
      System.arraycopy(buffer, position, data, at, n);
      position += n;
      at += n;
    }
    return true;
  }

  int compare(RunReader other) {
    int c = Arrays.compareUnsigned(data, 0, keyLength, other.data, 0, other.keyLength);
    return c != 0
        ? c
        : Arrays.compareUnsigned(
            data, keyLength, length, other.data, other.keyLength, other.length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private int number() throws IOException {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      if (position == filled) {
        fill();
      }
      int b = buffer[position++];
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private void fill() throws IOException {
    int n = channel.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, left)));
    if (n <= 0) {
      throw new EOFException("a scratch file ends early: was it changed while in use?");
    }
    left -= n;
    position = 0;
    filled = n;
  }
}
