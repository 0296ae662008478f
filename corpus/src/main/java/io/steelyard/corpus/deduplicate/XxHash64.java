package io.steelyard.corpus.deduplicate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit xxHash with seed 0, of a byte range: the fast default for shingles.
 *
 * <p>Example: the UTF-8 bytes of {@code the quick brown fox jumps} hash to 7797000677988824208.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash
 *     specification</a>
 */
public final class XxHash64 {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash64() {}

  /** Hash of {@code bytes[from, to)}. */
  public static long hash(byte[] bytes, int from, int to) {
    int i = from;
    long h;
    if (to - from >= 32) {
      long v1 = 0x60EA27EEADC0B5D6L; // P1 + P2
      long v2 = P2;
      long v3 = 0;
      long v4 = 0x61C8864E7A143579L; // -P1
      do {
        v1 = round(v1, (long) LONG.get(bytes, i));
        v2 = round(v2, (long) LONG.get(bytes, i + 8));
        v3 = round(v3, (long) LONG.get(bytes, i + 16));
        v4 = round(v4, (long) LONG.get(bytes, i + 24));
        i += 32;
      } while (i + 32 <= to);
      h =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      h = merge(h, v1);
      h = merge(h, v2);
      h = merge(h, v3);
      h = merge(h, v4);
    } else {
      h = P5;
    }
    h += to - from;
    for (; i + 8 <= to; i += 8) {
      h = Long.rotateLeft(h ^ round(0, (long) LONG.get(bytes, i)), 27) * P1 + P4;
    }
    if (i + 4 <= to) {
      h = Long.rotateLeft(h ^ ((int) INT.get(bytes, i) & 0xFFFFFFFFL) * P1, 23) * P2 + P3;
      i += 4;
    }
    for (; i < to; i++) {
      h = Long.rotateLeft(h ^ (bytes[i] & 0xFF) * P5, 11) * P1;
    }
    h = (h ^ h >>> 33) * P2;
    h = (h ^ h >>> 29) * P3;
    return h ^ h >>> 32;
  }

  private static long round(long acc, long lane) {
    return Long.rotateLeft(acc + lane * P2, 31) * P1;
  }

  private static long merge(long h, long v) {
    return (h ^ round(0, v)) * P1 + P4;
  }
}
