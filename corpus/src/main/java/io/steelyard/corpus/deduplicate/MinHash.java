package io.steelyard.corpus.deduplicate;

import java.util.Arrays;

/**
 * MinHash signatures: for each of {@code n} hash functions the smallest value over a text's
 * shingles, so that two texts agree at any one position with probability equal to the Jaccard
 * similarity of their shingle sets (Broder, 1997).
 *
 * <p>Function i is {@code g_i(h) = ((a_i h + b_i) mod 2^64) mod p}, {@code p = 2^61 - 1}: the
 * product wraps around at 64 bits, as in the implementation behind FineWeb; a full 128-bit product
 * gives other signatures. The constants are drawn from MT19937 with seed 1, all {@code a} in [1, p)
 * before all {@code b} in [0, p), which for 112 functions are the published ones.
 *
 * <p>Example: the two shingles of {@code the quick brown fox jumps over} under SHA-1 have a
 * signature that begins 1055377768635476328, 284080765670708113, 1962021756552065331. Immutable and
 * thread-safe.
 */
public final class MinHash {
  /** {@code p = 2^61 - 1}, prime. */
  static final long PRIME = (1L << 61) - 1;

  private static final int SEED = 1;

  private final long[] a;
  private final long[] b;

  /**
   * @param functions signature length, 1 to 65,536; 112 in FineWeb
   */
  public MinHash(int functions) {
    if (functions < 1 || functions > 65_536) {
      throw new IllegalArgumentException(
          "a signature needs 1 to 65,536 hash functions, was " + functions);
    }
    MersenneTwister draws = new MersenneTwister(SEED);
    a = new long[functions];
    b = new long[functions];
    for (int i = 0; i < functions; i++) {
      a[i] = draws.between(1, PRIME);
    }
    for (int i = 0; i < functions; i++) {
      b[i] = draws.between(0, PRIME);
    }
  }

  public int functions() {
    return a.length;
  }

  long multiplier(int i) {
    return a[i];
  }

  long addend(int i) {
    return b[i];
  }

  /**
   * The signature of the first {@code count} shingles into {@code out}.
   *
   * @return false, with {@code out} untouched, for a text without shingles: it has no signature
   */
  public boolean signature(long[] shingles, int count, long[] out) {
    if (out.length != a.length) {
      throw new IllegalArgumentException(
          "the signature has " + a.length + " values, the array " + out.length);
    }
    if (count == 0) {
      return false;
    }
    Arrays.fill(out, Long.MAX_VALUE);
    for (int k = 0; k < count; k++) {
      lower(shingles[k], a, b, out);
    }
    for (int i = 0; i < out.length; i++) {
      out[i]--;
    }
    return true;
  }

  /**
   * {@code least[i] = min(least[i], 1 + g_i(h))}, in a form that the JIT turns into vector
   * instructions (no branch, no call).
   *
   * <p>With {@code z = a h + b} as an unsigned number, {@code y = (z mod 2^61) + floor(z / 2^61)}
   * is congruent to z and at most p + 7. Then {@code (y + 1 + floor((y + 1) / 2^61)) mod 2^61} is
   * {@code 1 + (z mod p)}: the step from p to 0 happens in the carry. Keeping the 1 saves a
   * subtraction per value. The minimum by the sign of the difference is exact as all values are
   * below 2^61 + 1 or the initial {@code Long.MAX_VALUE}.
   */
  private static void lower(long h, long[] a, long[] b, long[] least) {
    for (int i = 0; i < least.length; i++) {
      long z = h * a[i] + b[i];
      long y = (z & PRIME) + (z >>> 61) + 1;
      long reduced = (y + (y >>> 61)) & PRIME;
      long difference = reduced - least[i];
      least[i] = least[i] + (difference & (difference >> 63));
    }
  }

  /** The share of equal positions: an unbiased estimate of the Jaccard similarity. */
  public static double similarity(long[] left, long[] right) {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          "signatures of different lengths: " + left.length + " and " + right.length);
    }
    int equal = 0;
    for (int i = 0; i < left.length; i++) {
      equal += left[i] == right[i] ? 1 : 0;
    }
    return (double) equal / left.length;
  }
}
