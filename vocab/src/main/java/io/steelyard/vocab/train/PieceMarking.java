package io.steelyard.vocab.train;

/**
 * How a piece shows where words begin: GNMT marks the starts of words, BERT marks what continues
 * one.
 *
 * <p>Example: {@code lower} in two pieces is {@code ▁low er} or {@code low ##er}.
 *
 * @param wordStart whether starts are marked, with a mark that is a piece of its own until it is
 *     merged; otherwise every piece but the first of a word carries the mark
 * @param mark what is written
 */
public record PieceMarking(boolean wordStart, String mark) {
  public static final PieceMarking WORD_START = new PieceMarking(true, "\u2581");
  public static final PieceMarking CONTINUATION = new PieceMarking(false, "##");

  public PieceMarking {
    if (mark.isEmpty() || wordStart && mark.codePointCount(0, mark.length()) != 1) {
      throw new IllegalArgumentException(
          "the mark '" + mark + "' is empty, or marks starts and is not one character");
    }
  }

  /** The piece that two neighbours make. */
  String join(String left, String right) {
    return left + (wordStart ? right : right.substring(mark.length()));
  }
}
