package io.steelyard.core.step;

import java.util.Locale;

/**
 * A quantity with what is counted, written {@code 20M tokens}, {@code 5000 documents}, {@code 2G
 * bytes}.
 */
public record Amount(long value, Unit unit) {
  /** What is counted. */
  public enum Unit {
    DOCUMENTS,
    TOKENS,
    BYTES;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Amount parse(String text) {
    String t = text.strip();
    int space = t.lastIndexOf(' ');
    String word = space < 0 ? "" : t.substring(space + 1).toUpperCase(Locale.ROOT);
    for (Unit unit : Unit.values()) {
      if (unit.name().equals(word) || unit.name().equals(word + "S")) {
        return new Amount(Quantity.parse(t.substring(0, space)), unit);
      }
    }
    throw new IllegalArgumentException(
        "expected a number and a unit, such as 20M tokens, 5000 documents or 2G bytes; got '"
            + text
            + "'");
  }

  @Override
  public String toString() {
    return value + " " + unit.word();
  }
}
