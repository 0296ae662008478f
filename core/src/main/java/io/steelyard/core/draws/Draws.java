package io.steelyard.core.draws;

import java.nio.charset.StandardCharsets;

/**
 * Counter-based randomness: every value is a pure function of (seed, purpose, coordinates), never
 * of history, so a result does not depend on threads, restarts or the order of evaluation.
 *
 * <p>The mixer is the SplitMix64 finaliser folded over its arguments. Example: {@code mix(42, 0, 0)
 * = 0x6310bf04d8207f46}.
 */
public final class Draws {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Draws() {}

  /**
   * SplitMix64: advances {@code x} by the golden gamma and scrambles it; a bijection on 64 bits.
   */
  public static long sm(long x) {
    long z = x + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** {@code h = 0; for each v: h = sm(h ^ v)}. */
  public static long mix(long a) {
    return sm(a);
  }

  public static long mix(long a, long b) {
    return sm(sm(a) ^ b);
  }

  public static long mix(long a, long b, long c) {
    return sm(sm(sm(a) ^ b) ^ c);
  }

  public static long mix(long a, long b, long c, long d) {
    return sm(sm(sm(sm(a) ^ b) ^ c) ^ d);
  }

  public static long mix(long... values) {
    long h = 0;
    for (long v : values) {
      h = sm(h ^ v);
    }
    return h;
  }

  /** A uniform double in [0, 1) from the top 53 bits of {@code bits}. */
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /** The key of all draws for one purpose of a run: {@code mix(seed, purpose)}. */
  public static long key(long seed, Purpose purpose) {
    return mix(seed, purpose.code());
  }

  /** The key of all draws for one purpose inside one named domain. */
  public static long key(long seed, Purpose purpose, String domain) {
    return mix(seed, purpose.code(), hash(domain));
  }

  /** Stable 64-bit hash of a name: {@link #mix} folded over its UTF-8 bytes, eight at a time. */
  public static long hash(String name) {
    return hash(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Stable 64-bit hash of bytes: folded little-endian, eight at a time, closed by the length. */
  public static long hash(byte[] bytes) {
    long h = 0;
    int i = 0;
    for (; i + 8 <= bytes.length; i += 8) {
      long word = 0;
      for (int j = 7; j >= 0; j--) {
        word = word << 8 | bytes[i + j] & 0xFF;
      }
      h = sm(h ^ word);
    }
    long tail = 0;
    for (int j = bytes.length - 1; j >= i; j--) {
      tail = tail << 8 | bytes[j] & 0xFF;
    }
    return sm(sm(h ^ tail) ^ bytes.length);
  }

  /** A uniform integer in [0, bound) by multiply-high; bias below {@code bound / 2^64}. */
  public static long below(long bits, long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, was " + bound);
    }
    long high = Math.multiplyHigh(bits, bound);
    return bits < 0 ? high + bound : high;
  }

  /**
   * Position {@code i} of a pseudo-random permutation of [0, n): a six-round Feistel network over
   * the smallest even number of bits (at least 2) that covers n, walked until it lands inside.
   *
   * <p>O(1) memory, random access, fewer than four steps expected. Example: n = 10, key = mix(42,
   * 0, 0) gives 4, 0, 1, 5, 2, 9, 7, 8, 3, 6.
   */
  public static long permute(long i, long n, long key) {
    if (i < 0 || i >= n) {
      throw new IllegalArgumentException("position " + i + " is outside [0, " + n + ")");
    }
    int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(n - 1));
    int half = (bits + 1) / 2;
    long mask = (1L << half) - 1;
    long x = i;
    do {
      long left = x >>> half;
      long right = x & mask;
      for (int round = 0; round < 6; round++) {
        long next = left ^ (mix(key, round, right) & mask);
        left = right;
        right = next;
      }
      x = left << half | right;
    } while (x >= n);
    return x;
  }
}
