package io.steelyard.select.samanantar;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;

/**
 * The form in which a sentence is held against benchmarks: lower case, letters, marks and digits of
 * any script alone.
 *
 * <p>Examples: {@code He said, "Go!"} is {@code hesaidgo}; the Hindi {@code वह गया।} is {@code
 * वहगया}, its marks kept: without them different sentences would fall together.
 */
public final class OverlapForm {
  private OverlapForm() {}

  public static String of(String sentence) {
    StringBuilder form = new StringBuilder(sentence.length());
    String lower = UCharacter.toLowerCase(com.ibm.icu.util.ULocale.ROOT, sentence);
    for (int i = 0; i < lower.length(); ) {
      int c = lower.codePointAt(i);
      i += Character.charCount(c);
      if (stays(UCharacter.getType(c))) {
        form.appendCodePoint(c);
      }
    }
    return form.toString();
  }

  private static boolean stays(int type) {
    return switch (type) {
      case UCharacterCategory.UPPERCASE_LETTER,
          UCharacterCategory.LOWERCASE_LETTER,
          UCharacterCategory.TITLECASE_LETTER,
          UCharacterCategory.MODIFIER_LETTER,
          UCharacterCategory.OTHER_LETTER,
          UCharacterCategory.NON_SPACING_MARK,
          UCharacterCategory.ENCLOSING_MARK,
          UCharacterCategory.COMBINING_SPACING_MARK,
          UCharacterCategory.DECIMAL_DIGIT_NUMBER,
          UCharacterCategory.LETTER_NUMBER,
          UCharacterCategory.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }
}
