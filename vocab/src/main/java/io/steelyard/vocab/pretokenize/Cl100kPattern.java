package io.steelyard.vocab.pretokenize;

import static io.steelyard.vocab.pretokenize.CodePointClasses.LENGTH_MASK;
import static io.steelyard.vocab.pretokenize.CodePointClasses.classAt;

/**
 * The pattern of cl100k and Llama-3 as a state machine: contractions in any case, letters with one
 * other character before them, up to three digits, symbols with one space before and line ends
 * after them, white space through its last line end.
 *
 * <p>Example: {@code "CAN'T (x) 12345\n\n y"} is cut into {@code CAN|'T| (|x|)| |123|45|\n\n| | y}.
 */
public final class Cl100kPattern extends ScannedPattern {
  private static final String BEFORE_DIGITS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}";
  private static final String AFTER_DIGITS =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  public static final String TEXT = BEFORE_DIGITS + "{1,3}" + AFTER_DIGITS;

  /** Qwen2's: the same with one digit at a time. */
  public static final String SINGLE_DIGIT_TEXT = BEFORE_DIGITS + AFTER_DIGITS;

  private final int maxDigits;

  /**
   * @param maxDigits how many digits a piece may have, 1 or 3
   */
  public Cl100kPattern(int maxDigits) {
    if (maxDigits != 1 && maxDigits != 3) {
      throw new IllegalArgumentException("the pattern has 1 or 3 digits a piece, not " + maxDigits);
    }
    this.maxDigits = maxDigits;
  }

  @Override
  public String text() {
    return maxDigits == 1 ? SINGLE_DIGIT_TEXT : TEXT;
  }

  @Override
  public int end(byte[] utf8, int i, int to) {
    int c = classAt(utf8, i, to);
    int next = i + (c & LENGTH_MASK);
    if ((c & LETTER_BIT) != 0) {
      return run(utf8, next, to, LETTER_BIT);
    }
    if ((c & NUMBER_BIT) != 0) {
      return digits(utf8, next, to, maxDigits);
    }
    int d = next < to ? classAt(utf8, next, to) : 0;
    if ((d & LETTER_BIT) != 0 && (c & LINE_END_BIT) == 0) {
      int end = utf8[i] == '\'' ? contraction(utf8, i, to) : -1;
      return end > 0 ? end : run(utf8, next + (d & LENGTH_MASK), to, LETTER_BIT);
    }
    if ((c & SPACE_BIT) != 0) {
      boolean symbol = d != 0 && (d & (SPACE_BIT | LETTER_BIT | NUMBER_BIT)) == 0;
      if (utf8[i] != ' ' || !symbol) {
        return spacesOrLines(utf8, i, to);
      }
    }
    int end = runWithout(utf8, next, to, SPACE_BIT | LETTER_BIT | NUMBER_BIT);
    return run(utf8, end, to, LINE_END_BIT);
  }

  /** The end of up to {@code max} numbers of which one lies before {@code i}. */
  static int digits(byte[] utf8, int i, int to, int max) {
    for (int n = 1; n < max && i < to; n++) {
      int c = classAt(utf8, i, to);
      if ((c & NUMBER_BIT) == 0) {
        break;
      }
      i += c & LENGTH_MASK;
    }
    return i;
  }
}
