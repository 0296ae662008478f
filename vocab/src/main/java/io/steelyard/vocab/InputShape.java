package io.steelyard.vocab;

/**
 * How long a model input may be and how short ones are filled: the {@code truncation} and {@code
 * padding} of a {@code tokenizer.json}. {@link InputEncoder} applies it; {@link Tokenizer} does
 * not.
 *
 * @param truncation null for none
 * @param padding null for none
 */
public record InputShape(Truncation truncation, Padding padding) {
  public static final InputShape ANY = new InputShape(null, null);

  /** Which text of a pair is cut. */
  public enum Strategy {
    LONGEST_FIRST("LongestFirst"),
    ONLY_FIRST("OnlyFirst"),
    ONLY_SECOND("OnlySecond");

    private final String written;

    Strategy(String written) {
      this.written = written;
    }

    /** Its name in {@code tokenizer.json}. */
    public String written() {
      return written;
    }
  }

  /**
   * @param length most tokens, special ones among them
   * @param strategy which text is cut
   * @param stride tokens that a window shares with the one before
   * @param left whether the start is cut off, not the end
   */
  public record Truncation(int length, Strategy strategy, int stride, boolean left) {
    public Truncation {
      if (length < 0 || stride < 0) {
        throw new IllegalArgumentException(
            "truncation to "
                + length
                + " tokens with the stride "
                + stride
                + "; neither is below 0");
      }
    }
  }

  /**
   * @param length of every input; 0 for that of the longest in the batch
   * @param multiple lengths are rounded up to a multiple of this; 0 for any
   * @param left whether inputs are filled on the left
   */
  public record Padding(int length, int multiple, boolean left, int id, int type, String token) {
    public Padding {
      if (length < 0 || multiple < 0 || id < 0 || type < 0) {
        throw new IllegalArgumentException(
            "padding to "
                + length
                + " tokens, multiple "
                + multiple
                + ", id "
                + id
                + ", type "
                + type
                + "; none is below 0");
      }
    }

    /** How long an input becomes in a batch whose longest has so many tokens. */
    int lengthFor(int longest) {
      int n = length > 0 ? length : longest;
      return multiple > 0 && n % multiple > 0 ? n + multiple - n % multiple : n;
    }
  }

  /** For a vocabulary that was renumbered. */
  public InputShape renumbered(int[] newIds) {
    return padding == null
        ? this
        : new InputShape(
            truncation,
            new Padding(
                padding.length(),
                padding.multiple(),
                padding.left(),
                newIds[padding.id()],
                padding.type(),
                padding.token()));
  }
}
