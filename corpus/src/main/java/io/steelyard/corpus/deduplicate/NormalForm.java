package io.steelyard.corpus.deduplicate;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import java.util.BitSet;

/**
 * The rules of text normalisation for near-duplicate search, written for the reader: whole strings,
 * one rule after the other. {@link Normaliser} gives the same words from one pass over tables and
 * comes here for whatever its tables do not cover; a test holds the two together.
 *
 * <p>Order: lower case; numbers to {@code 0}; punctuation to spaces; fold spaces; marks.
 */
final class NormalForm {
  /** What {@code \p{Nd}+([.,،٫⎖⎗⎘]\p{Nd}+)?} accepts between two runs of digits. */
  static final String DECIMAL_MARKS = ".,،٫⎖⎗⎘";

  /** ASCII and CJK marks that the anchor turns into spaces, besides control characters. */
  private static final String PUNCTUATION =
      "!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_.\"}►»";

  private static final BitSet PUNCTUATION_SET = punctuationSet();
  private static final Normalizer2 NFD = Normalizer2.getNFDInstance();
  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();

  private NormalForm() {}

  private static BitSet punctuationSet() {
    BitSet set = new BitSet();
    PUNCTUATION.codePoints().forEach(set::set);
    set.set(0, 9);
    set.set(11, 32);
    set.set(127, 160);
    return set;
  }

  static boolean isPunctuation(int c) {
    return PUNCTUATION_SET.get(c);
  }

  /** White space as Unicode and Python see it, with the four information separators. */
  static boolean isSpace(int c) {
    return c >= 0x1C && c <= 0x1F || UCharacter.isUWhiteSpace(c);
  }

  static boolean isDigit(int c) {
    return UCharacter.getType(c) == ECharacterCategory.DECIMAL_DIGIT_NUMBER;
  }

  static boolean isMark(int c) {
    return UCharacter.getType(c) == ECharacterCategory.NON_SPACING_MARK;
  }

  /** Scripts whose marks are accents on letters, so that removing them leaves the word legible. */
  static boolean carriesAccents(int c) {
    int script = UScript.getScript(c);
    return script == UScript.LATIN || script == UScript.GREEK || script == UScript.CYRILLIC;
  }

  /** Scripts written without spaces between words: here each character counts as a word. */
  static boolean isUnspaced(int c) {
    switch (UScript.getScript(c)) {
      case UScript.HAN:
      case UScript.HIRAGANA:
      case UScript.KATAKANA:
      case UScript.THAI:
      case UScript.LAO:
      case UScript.KHMER:
      case UScript.MYANMAR:
        return !isMark(c);
      default:
        return false;
    }
  }

  static String lower(String text) {
    return UCharacter.toLowerCase(ULocale.ROOT, text);
  }

  static String numbersToZero(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (!isDigit(c)) {
        out.appendCodePoint(c);
        i += Character.charCount(c);
        continue;
      }
      i = skipDigits(text, i);
      if (i < text.length() && DECIMAL_MARKS.indexOf(text.charAt(i)) >= 0) {
        int after = skipDigits(text, i + 1);
        i = after > i + 1 ? after : i;
      }
      out.append('0');
    }
    return out.toString();
  }

  private static int skipDigits(String text, int from) {
    int i = from;
    while (i < text.length() && isDigit(text.codePointAt(i))) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }

  static String punctuationAndSpaceToBlank(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(isPunctuation(c) || isSpace(c) ? ' ' : c));
    return out.toString();
  }

  /** NFD without non-spacing marks, in every script (the anchor's rule: harms Indic and Hangul). */
  static String withoutMarks(String text) {
    StringBuilder out = new StringBuilder(text.length());
    NFD.normalize(text).codePoints().filter(c -> !isMark(c)).forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Whether a non-spacing mark after {@code text} would be taken for an accent. */
  static boolean endsOnAccentLetter(String text) {
    String decomposed = NFD.normalize(text);
    int i = decomposed.length();
    while (i > 0 && isMark(decomposed.codePointBefore(i))) {
      i -= Character.charCount(decomposed.codePointBefore(i));
    }
    return i > 0 && carriesAccents(decomposed.codePointBefore(i));
  }

  /** NFC without the non-spacing marks that follow a Latin, Greek or Cyrillic letter. */
  static String withoutAccents(String text) {
    String decomposed = NFD.normalize(text);
    StringBuilder out = new StringBuilder(text.length());
    boolean onAccentLetter = false;
    for (int i = 0; i < decomposed.length(); ) {
      int c = decomposed.codePointAt(i);
      i += Character.charCount(c);
      if (!isMark(c)) {
        onAccentLetter = carriesAccents(c);
      } else if (onAccentLetter) {
        continue;
      }
      out.appendCodePoint(c);
    }
    return NFC.normalize(out);
  }
}
