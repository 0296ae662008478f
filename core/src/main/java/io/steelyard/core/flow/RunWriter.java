package io.steelyard.core.flow;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes one sorted run: records as (key length, record length, key, record), partition after
 * partition, with the place where each partition starts kept in memory.
 */
final class RunWriter implements Closeable {
  /** A finished run; partition p is the bytes from {@code starts[p]} to {@code starts[p + 1]}. */
  record Run(Path file, long[] starts) {}

  private final Path file;
  private final OutputStream out;
  private final long[] starts;
  private final boolean unique;
  private final byte[] head = new byte[10];
  private int partition = 0;
  private long position;
  private byte[] last = new byte[256];
  private int lastKey = -1;
  private int lastLength;

  /**
   * @param unique drop a record that equals the one before it
   */
  RunWriter(Scratch scratch, int partitions, boolean unique) throws IOException {
    this.file = scratch.newFile();
    this.out = scratch.create(file);
    this.starts = new long[partitions + 1];
    this.unique = unique;
  }

  void write(int to, byte[] data, int keyStart, int keyLength, int start, int length)
      throws IOException {
    if (to != partition) {
      Arrays.fill(starts, partition + 1, to + 1, position);
      partition = to;
      lastKey = -1;
    }
    if (unique && repeats(data, keyStart, keyLength, start, length)) {
      return;
    }
    int n = number(keyLength, 0);
    n = number(length, n);
    out.write(head, 0, n);
    out.write(data, keyStart, keyLength);
    out.write(data, start, length);
    position += n + (long) keyLength + length;
  }

  void write(int to, RunReader from) throws IOException {
    write(to, from.data, 0, from.keyLength, from.keyLength, from.length - from.keyLength);
  }

  Run finish() throws IOException {
    Arrays.fill(starts, partition + 1, starts.length, position);
    out.close();
    return new Run(file, starts);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private boolean repeats(byte[] data, int keyStart, int keyLength, int start, int length) {
    if (keyLength == lastKey
        && keyLength + length == lastLength
        && Arrays.equals(last, 0, keyLength, data, keyStart, keyStart + keyLength)
        && Arrays.equals(last, keyLength, lastLength, data, start, start + length)) {
      return true;
    }
    lastKey = keyLength;
    lastLength = keyLength + length;
    if (last.length < lastLength) {
      last = new byte[Math.max(lastLength, 2 * last.length)];
    }
    System.arraycopy(data, keyStart, last, 0, keyLength);
    System.arraycopy(data, start, last, keyLength, length);
    return false;
  }

  /** Seven bits a byte, lowest first, the top bit meaning that more follow. */
  private int number(int value, int at) {
    int v = value;
    int i = at;
    for (; v > 0x7F; v >>>= 7) {
      head[i++] = (byte) (v | 0x80);
    }
    head[i++] = (byte) v;
    return i;
  }
}
