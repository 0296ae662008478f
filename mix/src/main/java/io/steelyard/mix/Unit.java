package io.steelyard.mix;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What proportions and budgets count. The same weights mean different mixtures in different units:
 * half the documents is not half the tokens when one domain's documents are longer.
 */
public enum Unit {
  DOCUMENTS,
  TOKENS,
  BYTES;

  /** The word used in recipes and files: {@code documents}, {@code tokens}, {@code bytes}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Unit of(String word) {
    for (Unit unit : values()) {
      if (unit.word().equals(word)) {
        return unit;
      }
    }
    throw new IllegalArgumentException(
        "unknown unit '"
            + word
            + "'; expected "
            + Arrays.stream(values()).map(Unit::word).collect(Collectors.joining(", ")));
  }
}
