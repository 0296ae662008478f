package io.steelyard.select.zipfit;

import java.util.Arrays;
import java.util.zip.Deflater;

/** Lengths of deflate at any level by the JDK's zlib; one deflater is used over and over. */
final class DeflatedLengths implements PairLengths {
  private final byte[][] targets;
  private final Deflater deflater;
  private final byte[] sink = new byte[1 << 13];
  private byte[] pair = new byte[1 << 15];
  private byte[] text = new byte[0];
  private int length;

  DeflatedLengths(byte[][] targets, int level) {
    this.targets = targets;
    this.deflater = new Deflater(level, true);
  }

  @Override
  public void set(byte[] bytes, int n) {
    text = bytes;
    length = n;
  }

  @Override
  public int alone() {
    return deflated(text, length);
  }

  @Override
  public int before(int y) {
    return pair(text, length, targets[y], targets[y].length);
  }

  @Override
  public int after(int y) {
    return pair(targets[y], targets[y].length, text, length);
  }

  private int pair(byte[] first, int m, byte[] second, int n) {
    if (pair.length < m + n) {
      pair = Arrays.copyOf(pair, Math.max(m + n, 2 * pair.length));
    }
    System.arraycopy(first, 0, pair, 0, m);
    System.arraycopy(second, 0, pair, m, n);
    return deflated(pair, m + n);
  }

  private int deflated(byte[] bytes, int n) {
    deflater.reset();
    deflater.setInput(bytes, 0, n);
    deflater.finish();
    while (!deflater.finished()) {
      deflater.deflate(sink);
    }
    return Math.toIntExact(deflater.getBytesWritten());
  }

  @Override
  public void close() {
    deflater.end();
  }
}
