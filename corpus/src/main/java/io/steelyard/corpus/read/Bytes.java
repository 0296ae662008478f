package io.steelyard.corpus.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches over byte arrays, eight bytes at a time. */
final class Bytes {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private Bytes() {}

  /** Index of the first {@code wanted} in [from, to), or -1. */
  static int find(byte[] bytes, int from, int to, byte wanted) {
    long pattern = (wanted & 0xFFL) * LOW;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long x = (long) WORD.get(bytes, i) ^ pattern;
      // The lowest set bit marks the first zero byte; borrows only disturb bytes above it.
      long zero = (x - LOW) & ~x & HIGH;
      if (zero != 0) {
        return i + (Long.numberOfTrailingZeros(zero) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Index of the first byte that is not part of well-formed UTF-8 (Unicode table 3-7: no overlong
   * forms, no surrogates, nothing above U+10FFFF) in [from, to), or -1. For a sequence that breaks
   * off, that is the index of its first byte.
   */
  static int firstInvalidUtf8(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (i + 8 <= to && ((long) WORD.get(bytes, i) & HIGH) == 0) {
        i += 8;
        continue;
      }
      int b = bytes[i];
      if (b >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(bytes, i, to, b & 0xFF);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return -1;
  }

  private static int sequenceLength(byte[] bytes, int i, int to, int lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
      return i + 1 < to && continues(bytes[i + 1]) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      if (i + 2 >= to || !continues(bytes[i + 1]) || !continues(bytes[i + 2])) {
        return 0;
      }
      int second = bytes[i + 1] & 0xFF;
      boolean good = lead == 0xE0 ? second >= 0xA0 : lead != 0xED || second < 0xA0;
      return good ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      if (i + 3 >= to
          || !continues(bytes[i + 1])
          || !continues(bytes[i + 2])
          || !continues(bytes[i + 3])) {
        return 0;
      }
      int second = bytes[i + 1] & 0xFF;
      boolean good = lead == 0xF0 ? second >= 0x90 : lead != 0xF4 || second < 0x90;
      return good ? 4 : 0;
    }
    return 0;
  }

  private static boolean continues(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
