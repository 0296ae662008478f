package io.steelyard.mix;

/**
 * How often a domain's documents may come again. A spent domain leaves the mixture: the others
 * share its proportion, and the account says at which draw.
 *
 * <p>Example: {@code Repeat.cap(4)} lets each document come at most four times; four passes is
 * about where repeated data stops being worth as much as new data (Muennighoff et al. 2023).
 *
 * @param epochs passes allowed over each domain; infinity for no limit
 */
public record Repeat(double epochs) {
  public static final Repeat NEVER = new Repeat(1);
  public static final Repeat UNLIMITED = new Repeat(Double.POSITIVE_INFINITY);

  public Repeat {
    if (!(epochs > 0)) {
      throw new IllegalArgumentException(
          "the allowed epochs must be positive, was " + epochs + "; 'never' is one epoch");
    }
  }

  /** At most this many passes; 1.5 ends a domain half way through its second pass. */
  public static Repeat cap(double epochs) {
    return new Repeat(epochs);
  }

  public boolean isUnlimited() {
    return Double.isInfinite(epochs);
  }

  /** How many draws a domain of so many documents may serve. */
  public long limit(long documents) {
    double limit = Math.floor(epochs * documents);
    return limit >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) limit;
  }

  /** {@code never}, {@code unlimited}, or the number of epochs. */
  public String word() {
    return equals(NEVER) ? "never" : isUnlimited() ? "unlimited" : Double.toString(epochs);
  }

  /** Reads {@link #word}; a number is a cap. */
  public static Repeat parse(String word) {
    switch (word) {
      case "never":
        return NEVER;
      case "unlimited":
        return UNLIMITED;
      default:
        try {
          return cap(Double.parseDouble(word));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "unknown repeat rule '"
                  + word
                  + "'; expected never, unlimited, or a number of epochs such as 4",
              e);
        }
    }
  }

  @Override
  public String toString() {
    return word();
  }
}
