package io.steelyard.core.step;

/** A share of a whole in [0, 1], written {@code 30%} or {@code 0.3}. */
public record Share(double value) {
  public Share {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "expected a share between 0% and 100%, such as 30% or 0.3; got " + value);
    }
  }

  public static Share parse(String text) {
    String t = text.strip();
    try {
      return t.endsWith("%")
          ? new Share(
              new java.math.BigDecimal(t.substring(0, t.length() - 1).strip())
                  .movePointLeft(2)
                  .doubleValue())
          : new Share(Double.parseDouble(t));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a share such as 30% or 0.3; got '" + text + "'", e);
    }
  }

  @Override
  public String toString() {
    return Double.toString(value);
  }
}
