package io.steelyard.select.zipfit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Positions of a text chained by their next four and by their next eight bytes, latest first. A
 * match that must be longer than three or seven bytes is among these; zlib's own chains, by three
 * bytes, hold many more (runs of blanks above all). How many candidates zlib would have looked at
 * before one is known from its number in zlib's chain, so that zlib's limit still holds.
 */
final class PrefixChains {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BITS = 15;

  /** Latest position by hash; 0 for none, for zlib never matches the first byte of a stream. */
  final char[] head4 = new char[1 << BITS];

  final char[] head8 = new char[1 << BITS];

  /** The position before, in the same chain. */
  char[] earlier4 = new char[1 << 14];

  char[] earlier8 = new char[1 << 14];

  static char hash4(byte[] text, int i) {
    return (char) ((int) INT.get(text, i) * 0x9E3779B1 >>> 32 - BITS);
  }

  static char hash8(byte[] text, int i) {
    return (char) ((long) LONG.get(text, i) * 0x9E3779B185EBCA87L >>> 64 - BITS);
  }

  void reserve(int length) {
    if (earlier4.length < length) {
      earlier4 = new char[Math.max(length, 2 * earlier4.length)];
      earlier8 = new char[earlier4.length];
    }
  }

  /**
   * Adds the positions up to {@code to} whose bytes end before {@code end}, from {@code from4} and
   * {@code from8} on.
   */
  void insert(byte[] text, int from4, int from8, int to, int end) {
    for (int i = from4; i < Math.min(to, end - 3); i++) {
      int h = hash4(text, i);
      earlier4[i] = head4[h];
      head4[h] = (char) i;
    }
    for (int i = from8; i < Math.min(to, end - 7); i++) {
      int h = hash8(text, i);
      earlier8[i] = head8[h];
      head8[h] = (char) i;
    }
  }

  /** Takes back what {@link #insert} did last, with the same arguments. */
  void remove(byte[] text, int from4, int from8, int to, int end) {
    for (int i = Math.min(to, end - 3) - 1; i >= from4; i--) {
      head4[hash4(text, i)] = earlier4[i];
    }
    for (int i = Math.min(to, end - 7) - 1; i >= from8; i--) {
      head8[hash8(text, i)] = earlier8[i];
    }
  }
}
