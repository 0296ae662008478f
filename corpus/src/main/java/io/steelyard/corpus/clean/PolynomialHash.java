package io.steelyard.corpus.clean;

import java.util.Arrays;

/**
 * Polynomial hash of UTF-16 units modulo the Mersenne prime {@code p = 2^61 - 1}: {@code H(s) = sum
 * (s_i + 1) B^(len-1-i)}, so that {@code H(ab) = H(a) B^len(b) + H(b)} and the hash of any stretch
 * of words follows from two prefix values.
 *
 * <p>Two different stretches of m units agree with probability at most m / 2^61.
 */
final class PolynomialHash {
  static final long P = (1L << 61) - 1;

  /** A fixed base below p: the golden ratio's fraction, 2^61 / phi, made odd. */
  static final long BASE = 0x13C6EF372FE94F83L;

  private static final int TABLE = 4096;
  private static final long[] POWERS = new long[TABLE];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < TABLE; i++) {
      POWERS[i] = multiply(POWERS[i - 1], BASE);
    }
  }

  private PolynomialHash() {}

  /** {@code a b mod p} for a, b in [0, p). */
  static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    long r = (low & P) + (high << 3 | low >>> 61);
    return r >= P ? r - P : r;
  }

  static long add(long a, long b) {
    long r = a + b;
    return r >= P ? r - P : r;
  }

  static long subtract(long a, long b) {
    long r = a - b;
    return r < 0 ? r + P : r;
  }

  /** {@code B^n mod p}. */
  static long power(int n) {
    if (n < TABLE) {
      return POWERS[n];
    }
    long result = POWERS[n % TABLE];
    long square = multiply(POWERS[TABLE - 1], BASE);
    for (int e = n / TABLE; e > 0; e >>= 1) {
      if ((e & 1) != 0) {
        result = multiply(result, square);
      }
      square = multiply(square, square);
    }
    return result;
  }

  static long of(char[] text, int start, int end) {
    long h = 0;
    for (int i = start; i < end; i++) {
      h = multiply(h, BASE) + text[i] + 1;
    }
    return h >= P ? h - P : h;
  }

  static long of(String word) {
    char[] chars = word.toCharArray();
    return of(chars, 0, chars.length);
  }

  static long[] grow(long[] array, int size) {
    return array.length >= size ? array : Arrays.copyOf(array, Math.max(size, array.length * 2));
  }
}
