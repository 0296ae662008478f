package io.steelyard.core.step;

import java.math.BigDecimal;

/**
 * Numbers as people write them: {@code 16k} is 16,000, {@code 16Ki} is 16,384, {@code 20M} is
 * 20,000,000, {@code 1.5G} is 1,500,000,000; {@code 20_000} and {@code 20,000} are allowed.
 */
public final class Quantity {
  private Quantity() {}

  public static long parse(String text) {
    String t = text.strip().replace("_", "").replace(",", "");
    int end = t.length();
    while (end > 0 && !isDigit(t.charAt(end - 1)) && t.charAt(end - 1) != '.') {
      end--;
    }
    long unit =
        switch (t.substring(end).strip()) {
          case "" -> 1L;
          case "k", "K" -> 1000L;
          case "M" -> 1000_000L;
          case "G", "B" -> 1000_000_000L;
          case "T" -> 1000_000_000_000L;
          case "Ki" -> 1L << 10;
          case "Mi" -> 1L << 20;
          case "Gi" -> 1L << 30;
          default -> 0L;
        };
    if (unit == 0 || end == 0) {
      throw new IllegalArgumentException(
          "expected a whole number such as 500, 16k (16,000), 16Ki (16,384) or 20M; got '"
              + text
              + "'");
    }
    return exact(t.substring(0, end), unit, text);
  }

  /** ASCII only: what other scripts count as a digit depends on the JDK. */
  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static long exact(String number, long unit, String text) {
    try {
      return new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number in range", e);
    }
  }
}
