package io.steelyard.select.samanantar;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import io.steelyard.core.step.Setting;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Which sentences are worth looking for a translation, and in which form.
 *
 * @param minWords fewest words
 * @param maxWords most words
 * @param minCharacters fewest code points
 * @param maxCharacters most code points
 * @param closed whether a sentence must end in a mark that ends sentences
 */
public record Preparation(
    @Setting(value = "fewest words of a sentence", or = "4") int minWords,
    @Setting(value = "most words of a sentence", or = "80") int maxWords,
    @Setting(value = "fewest characters of a sentence", or = "10") int minCharacters,
    @Setting(value = "most characters of a sentence", or = "1000") int maxCharacters,
    @Setting(value = "whether a sentence must end in a closing mark", or = "false")
        boolean closed) {
  /** Why a sentence is not looked at. */
  public enum Reason {
    TOO_SHORT,
    TOO_LONG,
    /** More than half of its characters other than blanks are no letters or marks. */
    MOSTLY_SYMBOLS,
    /** More than half of its letters are of the Latin script, in a language of another. */
    WRONG_SCRIPT,
    NOT_CLOSED,
    /** The same sentence came before on this side; it is counted there. */
    DUPLICATE,
    /** The same text stands on both sides. */
    SAME_ON_BOTH_SIDES,
    /** It is in a benchmark. */
    BENCHMARK,
    /** The encoder has nothing to say of it. */
    NO_VECTOR;

    /** {@code too_short}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

  /** Scripts that people write with and without joiners, to the same effect. */
  private static final Set<Integer> INDIC =
      Set.of(
          UScript.DEVANAGARI,
          UScript.BENGALI,
          UScript.GURMUKHI,
          UScript.GUJARATI,
          UScript.ORIYA,
          UScript.TAMIL,
          UScript.TELUGU,
          UScript.KANNADA,
          UScript.MALAYALAM);

  public Preparation {
    if (minWords < 1 || maxWords < minWords) {
      throw new IllegalArgumentException(
          "min-words must be at least 1 and at most max-words, were "
              + minWords
              + " and "
              + maxWords);
    }
    if (minCharacters < 1 || maxCharacters < minCharacters) {
      throw new IllegalArgumentException(
          "min-characters must be at least 1 and at most max-characters, were "
              + minCharacters
              + " and "
              + maxCharacters);
    }
  }

  /** The form that is compared and embedded: NFC, without joiners in scripts of India. */
  public static String form(String sentence) {
    String composed = NFC.normalize(sentence);
    boolean any = composed.indexOf(ZERO_WIDTH_JOINER) >= 0;
    if (!any && composed.indexOf(ZERO_WIDTH_NON_JOINER) < 0) {
      return composed;
    }
    StringBuilder out = new StringBuilder(composed.length());
    for (int i = 0; i < composed.length(); ) {
      int c = composed.codePointAt(i);
      boolean joiner = c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
      boolean indic =
          joiner
              && out.length() > 0
              && INDIC.contains(UScript.getScript(out.codePointBefore(out.length())));
      if (!indic) {
        out.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  /** Judges sentences of one language; serves one thread. */
  public Judge judge(String language) {
    return new Judge(this, language);
  }

  /** Says why a sentence is refused. */
  public static final class Judge {
    private final Preparation settings;
    private final BreakIterator words;
    private final boolean latin;

    private Judge(Preparation settings, String language) {
      this.settings = settings;
      ULocale locale = new ULocale(language);
      this.words = BreakIterator.getWordInstance(locale);
      int[] scripts = UScript.getCode(ULocale.addLikelySubtags(locale));
      this.latin =
          scripts == null || Arrays.stream(scripts).anyMatch(script -> script == UScript.LATIN);
    }

    /** The reason, or null for a sentence that is looked at. */
    public Reason reason(String sentence) {
      int characters = sentence.codePointCount(0, sentence.length());
      if (characters < settings.minCharacters) {
        return Reason.TOO_SHORT;
      }
      if (characters > settings.maxCharacters) {
        return Reason.TOO_LONG;
      }
      int seen = 0;
      int letters = 0;
      int latinLetters = 0;
      for (int i = 0; i < sentence.length(); ) {
        int c = sentence.codePointAt(i);
        i += Character.charCount(c);
        if (UCharacter.isUWhiteSpace(c)) {
          continue;
        }
        seen++;
        if (UCharacter.hasBinaryProperty(c, UProperty.ALPHABETIC)) {
          letters++;
          latinLetters += UScript.getScript(c) == UScript.LATIN ? 1 : 0;
        } else if (UCharacter.getIntPropertyValue(c, UProperty.CANONICAL_COMBINING_CLASS) > 0) {
          letters++;
        }
      }
      if (2 * letters < seen) {
        return Reason.MOSTLY_SYMBOLS;
      }
      if (!latin && 2 * latinLetters > letters) {
        return Reason.WRONG_SCRIPT;
      }
      int n = words(sentence);
      if (n < settings.minWords) {
        return Reason.TOO_SHORT;
      }
      if (n > settings.maxWords) {
        return Reason.TOO_LONG;
      }
      return settings.closed && !closes(sentence) ? Reason.NOT_CLOSED : null;
    }

    private int words(String sentence) {
      words.setText(sentence);
      int n = 0;
      for (int at = words.next(); at != BreakIterator.DONE; at = words.next()) {
        n += words.getRuleStatus() >= BreakIterator.WORD_NUMBER ? 1 : 0;
      }
      return n;
    }

    private static boolean closes(String sentence) {
      int i = sentence.length();
      while (i > 0) {
        int c = sentence.codePointBefore(i);
        if (UCharacter.hasBinaryProperty(c, UProperty.S_TERM)) {
          return true;
        }
        int type = UCharacter.getType(c);
        boolean closing =
            type == com.ibm.icu.lang.UCharacterCategory.END_PUNCTUATION
                || type == com.ibm.icu.lang.UCharacterCategory.FINAL_PUNCTUATION
                || c == '"'
                || c == '\'';
        if (!closing) {
          return false;
        }
        i -= Character.charCount(c);
      }
      return false;
    }
  }
}
