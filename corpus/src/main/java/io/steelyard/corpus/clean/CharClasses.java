package io.steelyard.corpus.clean;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;

/**
 * What a character is to the cleaning rules, as one table look-up: white space and line ends as the
 * anchors' Python sees them, their punctuation set, end marks, letters and digits.
 *
 * <p>Unicode properties come from the pinned ICU4J. Example: {@code '।'} is {@link #PUNCTUATION},
 * {@link #TERMINAL} and {@link #CATEGORY_P}; {@code '+'} is {@link #PUNCTUATION} only.
 */
public final class CharClasses {
  /**
   * White space that {@code str.split()} and {@code str.strip()} of Python know (29 characters).
   */
  public static final int SPACE = 1;

  /** Ends a line for {@code str.splitlines()}: LF, CR, VT, FF, FS, GS, RS, NEL, LS, PS. */
  public static final int LINE_BREAK = 2;

  /** Member of datatrove's punctuation set: 129 ASCII, CJK and control characters + end marks. */
  public static final int PUNCTUATION = 4;

  /** Ends a sentence in some script (159 marks; FineWeb's multi-script set). */
  public static final int TERMINAL = 8;

  /** General category L: what {@code str.isalpha()} accepts. */
  public static final int ALPHA = 16;

  /** General category Nd. */
  public static final int DIGIT = 32;

  /** Letter or any number: what {@code str.isalnum()} accepts. */
  public static final int ALNUM = 64;

  /** General category P. */
  public static final int CATEGORY_P = 128;

  /**
   * Visible members of the punctuation set that are not end marks of some script, and the five that
   * are ({@code ! . ? 。 ！ ． ？}); U+FF11, the full-width digit one, is in the anchor's set.
   */
  private static final String MARKS =
      "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00AB\u00B4\u00BB\u2013\u2014\u2019\u201C\u201D\u201E"
          + "\u2026\u2236\u2501\u25BA\u3001\u3002\u3008\u3009\u300A\u300B\u300C\u300D\u3010\u3011"
          + "\uFF01\uFF05\uFF08\uFF09\uFF0C\uFF0E\uFF11\uFF1A\uFF1B\uFF1F\uFF5E";

  private static final byte[] BMP = new byte[0x10000];

  static {
    for (int c = 0; c < BMP.length; c++) {
      BMP[c] = (byte) compute(c);
    }
  }

  private CharClasses() {}

  /** The flags of a UTF-16 unit; a surrogate has none. */
  public static int of(char c) {
    return BMP[c] & 0xFF;
  }

  /** The flags of a code point. */
  public static int of(int codePoint) {
    return codePoint < 0x10000 ? BMP[codePoint] & 0xFF : compute(codePoint);
  }

  public static boolean isSpace(char c) {
    return (BMP[c] & SPACE) != 0;
  }

  public static boolean isLineBreak(char c) {
    return (BMP[c] & LINE_BREAK) != 0;
  }

  private static int compute(int c) {
    int flags = 0;
    if (c >= 9 && c <= 13 || c >= 0x1C && c <= 0x20 || c == 0x85 || isSpaceSeparator(c)) {
      flags |= SPACE;
    }
    if (c >= 10 && c <= 13 || c >= 0x1C && c <= 0x1E || c == 0x85 || c == 0x2028 || c == 0x2029) {
      flags |= LINE_BREAK;
    }
    if (isTerminal(c)) {
      flags |= TERMINAL | PUNCTUATION;
    }
    boolean control = c < 32 && c != 9 && c != 10 || c >= 127 && c < 160;
    if (control || c < 0x10000 && MARKS.indexOf(c) >= 0) {
      flags |= PUNCTUATION;
    }
    switch (UCharacter.getType(c)) {
      case ECharacterCategory.UPPERCASE_LETTER,
          ECharacterCategory.LOWERCASE_LETTER,
          ECharacterCategory.TITLECASE_LETTER,
          ECharacterCategory.MODIFIER_LETTER,
          ECharacterCategory.OTHER_LETTER ->
          flags |= ALPHA | ALNUM;
      case ECharacterCategory.DECIMAL_DIGIT_NUMBER -> flags |= DIGIT | ALNUM;
      case ECharacterCategory.LETTER_NUMBER, ECharacterCategory.OTHER_NUMBER -> flags |= ALNUM;
      case ECharacterCategory.CONNECTOR_PUNCTUATION,
          ECharacterCategory.DASH_PUNCTUATION,
          ECharacterCategory.START_PUNCTUATION,
          ECharacterCategory.END_PUNCTUATION,
          ECharacterCategory.INITIAL_PUNCTUATION,
          ECharacterCategory.FINAL_PUNCTUATION,
          ECharacterCategory.OTHER_PUNCTUATION ->
          flags |= CATEGORY_P;
      default -> {}
    }
    return flags;
  }

  private static boolean isSpaceSeparator(int c) {
    int type = UCharacter.getType(c);
    return type == ECharacterCategory.SPACE_SEPARATOR
        || type == ECharacterCategory.LINE_SEPARATOR
        || type == ECharacterCategory.PARAGRAPH_SEPARATOR;
  }

  /** Unicode's Sentence_Terminal, plus three Khmer marks, minus what the anchor's table lacks. */
  private static boolean isTerminal(int c) {
    return switch (c) {
      case 0x17D6, 0x17D9, 0x17DA -> true;
      case 0x1B4E, 0x1B4F, 0x1B7F, 0x2024, 0x2CF9, 0x2CFA, 0x2CFB, 0x2E60, 0x2E61 -> false;
      case 0xFE12, 0xFE15, 0xFE16, 0x113D4, 0x113D5, 0x16D6E, 0x16D6F -> false;
      default -> UCharacter.hasBinaryProperty(c, UProperty.S_TERM);
    };
  }
}
