package io.steelyard.core.step;

import java.util.Map;

/** A number of bytes, written {@code 16 MiB}, {@code 2GB} or {@code 4096}. */
public record ByteSize(long bytes) {
  private static final Map<String, Long> UNITS =
      Map.of(
          "",
          1L,
          "B",
          1L,
          "kB",
          1000L,
          "MB",
          1000_000L,
          "GB",
          1000_000_000L,
          "TB",
          1000_000_000_000L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "TiB",
          1L << 40);

  public static ByteSize parse(String text) {
    String t = text.strip();
    int end = 0;
    while (end < t.length() && (Quantity.isDigit(t.charAt(end)) || t.charAt(end) == '.')) {
      end++;
    }
    Long unit = UNITS.get(t.substring(end).strip());
    if (unit == null || end == 0) {
      throw new IllegalArgumentException(
          "expected a size such as 16 MiB, 2 GB or 4096; got '" + text + "'");
    }
    return new ByteSize(Quantity.exact(t.substring(0, end), unit, text));
  }

  @Override
  public String toString() {
    return Long.toString(bytes);
  }
}
