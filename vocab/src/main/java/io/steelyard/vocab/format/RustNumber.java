package io.steelyard.vocab.format;

/**
 * Decimal numbers as Hugging Face {@code tokenizers} reads them from JSON: digits are collected in
 * a 64-bit whole number (those that do not fit are dropped), which is then multiplied or divided by
 * a power of ten. The last bit may differ from the nearest double, and among nearly equal ways to
 * cut a text it decides: so scores are read the same way.
 *
 * <p>Example: {@code -11.308700561523438} is 11308700561523438 / 1e15, both rounded to double.
 */
final class RustNumber {
  private static final double[] POWERS = new double[309];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private RustNumber() {}

  /** The value of a JSON number. */
  static double parse(String text) {
    int i = 0;
    boolean negative = text.charAt(0) == '-';
    if (negative) {
      i++;
    }
    long digits = 0;
    int exponent = 0;
    boolean point = false;
    boolean full = false;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        point = true;
        full = false;
        continue;
      }
      if (c < '0' || c > '9') {
        break;
      }
      full |= overflows(digits, c - '0');
      if (!full) {
        digits = digits * 10 + (c - '0');
        exponent -= point ? 1 : 0;
      } else if (!point) {
        exponent++;
      }
    }
    if (i < text.length()) {
      int given = exponent(text.substring(i + 1));
      exponent = Math.max(-100_000, Math.min(100_000, exponent + given));
    }
    double value = scaled(unsigned(digits), exponent);
    return negative ? -value : value;
  }

  private static int exponent(String text) {
    try {
      return Math.max(-100_000, Math.min(100_000, Integer.parseInt(text)));
    } catch (NumberFormatException e) {
      return text.startsWith("-") ? -100_000 : 100_000;
    }
  }

  private static boolean overflows(long digits, int next) {
    long limit = Long.divideUnsigned(-1L, 10);
    int order = Long.compareUnsigned(digits, limit);
    return order > 0 || order == 0 && next > 5;
  }

  private static double unsigned(long digits) {
    if (digits >= 0) {
      return (double) digits;
    }
    // Keeps the lost bit sticky, so that the one rounding is right.
    return (double) (digits >>> 1 | digits & 1) * 2;
  }

  private static double scaled(double value, int exponent) {
    int left = exponent;
    double v = value;
    while (Math.abs(left) >= POWERS.length) {
      if (v == 0) {
        return v;
      }
      if (left > 0) {
        return Double.POSITIVE_INFINITY;
      }
      v /= 1e308;
      left += 308;
    }
    return left >= 0 ? v * POWERS[left] : v / POWERS[-left];
  }
}
