package io.steelyard.core.flow;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes values as bytes whose unsigned order is the order of the values, one after another, so
 * that any engine can sort by comparing bytes.
 *
 * <p>Example: -1, 0, 1 as longs are 7F FF…, 80 00… 00, 80 00… 01; "a" is 61 00 00.
 */
public final class KeyWriter {
  private final Bytes bytes = new Bytes();
  private final DataOutputStream data = new DataOutputStream(bytes);

  /** Numeric order. */
  public void writeLong(long value) {
    long flipped = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.write((int) (flipped >>> shift));
    }
  }

  /** Numeric order; -0.0 equals 0.0, NaN comes last. */
  public void writeDouble(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    writeLong(bits < 0 ? bits ^ Long.MAX_VALUE : bits);
  }

  /** Code-point order; a prefix comes first. */
  public void writeString(String value) throws IOException {
    writeBytes(Codec.utf8(value));
  }

  /** Unsigned byte order; a prefix comes first. Ends in 00 00, a zero inside is 00 FF. */
  public void writeBytes(byte[] value) {
    for (byte b : value) {
      bytes.write(b);
      if (b == 0) {
        bytes.write(0xFF);
      }
    }
    bytes.write(0);
    bytes.write(0);
  }

  /** The codec's bytes as they are: for keys that are grouped, where any fixed order will do. */
  public <K> void writeEncoded(K key, Codec<K> codec) throws IOException {
    codec.write(key, data);
  }

  /** How many bytes there are so far. */
  int length() {
    return bytes.length;
  }

  /** Turns the order of everything written since {@code start}. */
  void reverse(int start) {
    for (int i = start; i < bytes.length; i++) {
      bytes.data[i] = (byte) ~bytes.data[i];
    }
  }

  /** The bytes so far, at the start of an array that is used again. */
  byte[] data() {
    return bytes.data;
  }

  /** Starts anew. */
  public void clear() {
    bytes.length = 0;
  }

  /** A copy of the bytes so far. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes.data, bytes.length);
  }

  /** A growing byte array that is written and read in place. */
  static final class Bytes extends OutputStream {
    byte[] data = new byte[64];
    int length;

    @Override
    public void write(int b) {
      reserve(1);
      data[length++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
      reserve(count);
      System.arraycopy(from, offset, data, length, count);
      length += count;
    }

    private void reserve(int more) {
      int needed = Math.addExact(length, more);
      if (needed > data.length) {
        int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * data.length);
        data = Arrays.copyOf(data, Math.max(needed, doubled));
      }
    }
  }
}
