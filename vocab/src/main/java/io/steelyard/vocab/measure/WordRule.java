package io.steelyard.vocab.measure;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.steelyard.vocab.PreTokenizer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the words of a text for fertility: maximal runs of {@code [\p{L}\p{M}\p{N}]}, each with the
 * one space before it if there is one; a run with a script that writes no spaces between words is
 * cut further by ICU's dictionary.
 *
 * <p>Example: {@code "Say it, 世界 2024!"} has the words {@code Say}, {@code " it"}, {@code " 世界"}
 * and {@code " 2024"}.
 */
public final class WordRule {
  private WordRule() {}

  /** Passes on each word as a range of the UTF-8, in order. */
  public static void split(byte[] utf8, int from, int to, PreTokenizer.PieceSink sink) {
    String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
    int at = from; // in bytes
    int runStart = -1; // in bytes
    int textStart = -1; // in chars
    boolean spaceBefore = false;
    boolean dictionary = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean word = isWord(c);
      if (word && runStart < 0) {
        runStart = spaceBefore ? at - 1 : at;
        textStart = spaceBefore ? i - 1 : i;
        dictionary = false;
      }
      dictionary |= word && writesNoSpaces(c);
      if (!word && runStart >= 0) {
        emit(text, textStart, i, dictionary, runStart, at, sink);
        runStart = -1;
      }
      spaceBefore = c == ' ';
      at += utf8Length(c);
      i += Character.charCount(c);
    }
    if (runStart >= 0) {
      emit(text, textStart, text.length(), dictionary, runStart, at, sink);
    }
  }

  private static void emit(
      String text,
      int from,
      int to,
      boolean dictionary,
      int byteFrom,
      int byteTo,
      PreTokenizer.PieceSink sink) {
    if (!dictionary) {
      sink.piece(byteFrom, byteTo);
      return;
    }
    // The space stays with the first word.
    int skip = text.charAt(from) == ' ' ? 1 : 0;
    String run = text.substring(from + skip, to);
    BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);
    breaks.setText(run);
    int start = breaks.first();
    int at = byteFrom;
    for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
      int length = run.substring(start, end).getBytes(StandardCharsets.UTF_8).length;
      length += start == 0 ? skip : 0;
      sink.piece(at, at + length);
      at += length;
    }
  }

  private static boolean isWord(int c) {
    int mask = 1 << UCharacter.getType(c);
    return (mask
            & (1 << UCharacterCategory.UPPERCASE_LETTER
                | 1 << UCharacterCategory.LOWERCASE_LETTER
                | 1 << UCharacterCategory.TITLECASE_LETTER
                | 1 << UCharacterCategory.MODIFIER_LETTER
                | 1 << UCharacterCategory.OTHER_LETTER
                | 1 << UCharacterCategory.NON_SPACING_MARK
                | 1 << UCharacterCategory.ENCLOSING_MARK
                | 1 << UCharacterCategory.COMBINING_SPACING_MARK
                | 1 << UCharacterCategory.DECIMAL_DIGIT_NUMBER
                | 1 << UCharacterCategory.LETTER_NUMBER
                | 1 << UCharacterCategory.OTHER_NUMBER))
        != 0;
  }

  private static boolean writesNoSpaces(int c) {
    if (c < 0x0E00) {
      return false;
    }
    return switch (UScript.getScript(c)) {
      case UScript.HAN,
          UScript.HIRAGANA,
          UScript.KATAKANA,
          UScript.THAI,
          UScript.LAO,
          UScript.KHMER,
          UScript.MYANMAR ->
          true;
      default -> false;
    };
  }

  private static int utf8Length(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
}
