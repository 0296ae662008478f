package io.steelyard.vocab.pretokenize;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.UnicodeSet;

/** Tests of single characters that component names stand for, from the pinned ICU4J. */
public final class Characters {
  private static final UnicodeSet PUNCTUATION =
      new UnicodeSet("[[:P:]!-/\\:-@\\[-`\\{-~]").freeze();
  private static final UnicodeSet WORD =
      new UnicodeSet("[[:Alphabetic:][:M:][:Nd:][:Pc:][:Join_Control:]]").freeze();

  private Characters() {}

  /** {@code \s}. */
  public static boolean isSpace(int c) {
    return c >= 0 && (CodePointClasses.of(c) & CodePointClasses.SPACE) != 0;
  }

  /** {@code \p{N}}. */
  public static boolean isNumber(int c) {
    return c >= 0 && (CodePointClasses.of(c) & CodePointClasses.NUMBER) != 0;
  }

  /** ASCII punctuation and symbols, and all of {@code \p{P}}. */
  public static boolean isPunctuation(int c) {
    return c >= 0 && PUNCTUATION.contains(c);
  }

  /** {@code \w}. */
  public static boolean isWord(int c) {
    return c >= 0 && WORD.contains(c);
  }

  /** {@code \p{Mn}}. */
  public static boolean isNonSpacingMark(int c) {
    return c >= 0 && UCharacter.getIntPropertyValue(c, UProperty.GENERAL_CATEGORY) == 6;
  }
}
