package io.steelyard.corpus.deduplicate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * MurmurHash3 x64 128-bit with seed 0, of a byte range: the identity of a text for exact
 * deduplication. At 10^9 different texts the chance of any collision is about 1.5e-21.
 *
 * <p>Example: {@code hello} hashes to the halves cbd8a7b341bd9b02, 5b1e906a48ae1d19.
 *
 * @see <a href="https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp">MurmurHash3
 *     (public domain)</a>
 */
public final class Murmur3 {
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Murmur3() {}

  /** A 128-bit value as two halves. */
  public record Hash128(long high, long low) {
    /** Reads what {@link #toString} wrote. */
    public static Hash128 parse(String hex) {
      if (hex.length() != 32) {
        throw new IllegalArgumentException("'" + hex + "' is not a hash of 32 hexadecimal digits");
      }
      return new Hash128(
          Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%016x%016x", high, low);
    }
  }

  /** Hash of {@code bytes[from, to)}. */
  public static Hash128 hash(byte[] bytes, int from, int to) {
    long h1 = 0;
    long h2 = 0;
    int i = from;
    for (; i + 16 <= to; i += 16) {
      h1 ^= mixFirst((long) LONG.get(bytes, i));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixSecond((long) LONG.get(bytes, i + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    long k1 = 0;
    long k2 = 0;
    for (int j = to - 1; j >= i; j--) {
      if (j - i >= 8) {
        k2 = k2 << 8 | bytes[j] & 0xFF;
      } else {
        k1 = k1 << 8 | bytes[j] & 0xFF;
      }
    }
    h2 ^= mixSecond(k2);
    h1 ^= mixFirst(k1);
    int length = to - from;
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h1 += h2;
    return new Hash128(h1, h1 + h2);
  }

  private static long mixFirst(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mixSecond(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long avalanche(long k) {
    long h = (k ^ k >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
