package io.steelyard.vocab.pretokenize;

import com.ibm.icu.text.UnicodeSet;

/**
 * Tests of single characters that component names stand for, from the pinned ICU4J. Hugging Face
 * {@code tokenizers} has its components' tables from several versions of Unicode; where that
 * changes what a component does, it is followed (all code points were compared).
 */
public final class Characters {
  /** Punctuation by the tables of Unicode 8, where U+166D and U+111C9 still were. */
  private static final UnicodeSet PUNCTUATION =
      new UnicodeSet("[[[:P:]&[:age=8.0:]]!-/\\:-@\\[-`\\{-~\\u166D\\U000111C9]").freeze();

  private static final UnicodeSet NON_SPACING =
      new UnicodeSet(
              "[[[[:Mn:]&[:age=8.0:]]-[\\u1885\\u1886\\uA9BD\\U000111C9]]\\u1734\\U0001171E]")
          .freeze();
  private static final UnicodeSet MARK =
      new UnicodeSet("[[[[:M:]&[:age=9.0:]]-[\\U000111C9]]\\u1CF2\\u1CF3]").freeze();

  /** Numbers of Unicode 17, which the pinned ICU does not know yet. */
  private static final UnicodeSet NEW_NUMBER =
      new UnicodeSet("[\\U00011DE0-\\U00011DE9\\U00016FF4-\\U00016FF6]").freeze();

  private static final UnicodeSet WORD =
      new UnicodeSet("[[:Alphabetic:][:M:][:Nd:][:Pc:][:Join_Control:]]").freeze();

  private Characters() {}

  /** {@code \s}. */
  public static boolean isSpace(int c) {
    return c >= 0 && (CodePointClasses.of(c) & CodePointClasses.SPACE) != 0;
  }

  /** {@code \p{N}} of Unicode 17: what the Digits component looks for. */
  public static boolean isNumber(int c) {
    return c >= 0
        && ((CodePointClasses.of(c) & CodePointClasses.NUMBER) != 0 || NEW_NUMBER.contains(c));
  }

  /** ASCII punctuation and symbols, and all of {@code \p{P}}. */
  public static boolean isPunctuation(int c) {
    return c >= 0 && PUNCTUATION.contains(c);
  }

  /** {@code \w}. */
  public static boolean isWord(int c) {
    return c >= 0 && WORD.contains(c);
  }

  /** {@code \p{Mn}} of Unicode 8: what the BertNormalizer component calls an accent. */
  public static boolean isNonSpacingMark(int c) {
    return c >= 0 && NON_SPACING.contains(c);
  }

  /** {@code \p{M}} of Unicode 9: what the StripAccents component calls an accent. */
  public static boolean isMark(int c) {
    return c >= 0 && MARK.contains(c);
  }
}
