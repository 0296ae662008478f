package io.steelyard.vocab.pretokenize;

import static io.steelyard.vocab.pretokenize.CodePointClasses.LENGTH_MASK;
import static io.steelyard.vocab.pretokenize.CodePointClasses.classAt;

/**
 * The pattern of SuperBPE's second stage as a state machine. Only groups of up to three digits,
 * runs of two or more symbols, and spaces before another space or an end stand alone; all text
 * between them is one piece, whatever words and single symbols it has.
 *
 * <p>Example: {@code "by the way, 1234 (x)); ok y\n"} is cut into {@code by the way, |123|4|
 * (x|));| ok| | y\n}.
 */
public final class SuperwordPattern extends ScannedPattern {
  public static final String TEXT = "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]{2,}[\\r\\n/]*| +(?!\\S)";

  private static final int NO_SYMBOL = SPACE_BIT | LETTER_BIT | NUMBER_BIT;

  @Override
  public String text() {
    return TEXT;
  }

  @Override
  public int end(byte[] utf8, int i, int to) {
    int match = match(utf8, i, to);
    if (match > 0) {
      return match;
    }
    int at = i;
    do {
      at += classAt(utf8, at, to) & LENGTH_MASK;
    } while (at < to && match(utf8, at, to) < 0);
    return at;
  }

  /** The end of the match that starts at {@code i}, or -1. */
  private static int match(byte[] utf8, int i, int to) {
    int c = classAt(utf8, i, to);
    if ((c & LETTER_BIT) != 0) {
      return -1;
    }
    if ((c & NUMBER_BIT) != 0) {
      return Cl100kPattern.digits(utf8, i + (c & LENGTH_MASK), to, 3);
    }
    if ((c & NO_SYMBOL) == 0) {
      return symbols(utf8, i, to);
    }
    if (utf8[i] != ' ') {
      return -1;
    }
    int end = i + 1 < to ? symbols(utf8, i + 1, to) : -1;
    return end > 0 ? end : trailingSpaces(utf8, i, to);
  }

  /** {@code [^\s\p{L}\p{N}]{2,}[\r\n/]*} at {@code i}, or -1. */
  private static int symbols(byte[] utf8, int i, int to) {
    int c = classAt(utf8, i, to);
    int second = i + (c & LENGTH_MASK);
    if ((c & NO_SYMBOL) != 0 || second >= to || (classAt(utf8, second, to) & NO_SYMBOL) != 0) {
      return -1;
    }
    int at = runWithout(utf8, second, to, NO_SYMBOL);
    while (at < to && (utf8[at] == '\n' || utf8[at] == '\r' || utf8[at] == '/')) {
      at++;
    }
    return at;
  }

  /** {@code +(?!\S)} at the space {@code i}, or -1. */
  private static int trailingSpaces(byte[] utf8, int i, int to) {
    int end = i + 1;
    while (end < to && utf8[end] == ' ') {
      end++;
    }
    if (end == to || (classAt(utf8, end, to) & SPACE_BIT) != 0) {
      return end;
    }
    return end - i > 1 ? end - 1 : -1;
  }
}
