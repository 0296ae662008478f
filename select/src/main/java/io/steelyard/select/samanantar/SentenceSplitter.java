package io.steelyard.select.samanantar;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import io.steelyard.select.features.ScannedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts text into sentences: ICU's rules (dandas end sentences, a point between digits does not)
 * with its abbreviations of the language, lines as ends of paragraphs, and ordinals such as {@code
 * 3. Mai} kept whole in languages that write them so.
 *
 * <p>Scanned text has a line end where the page had one: with {@code scanned}, lines are joined
 * first and words put together that were divided at a line's end. One splitter serves one thread.
 */
public final class SentenceSplitter {
  /** Languages that write a point behind an ordinal number. */
  private static final Set<String> POINT_ORDINALS =
      Set.of(
          "bs", "cs", "da", "de", "et", "fi", "fo", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no",
          "pl", "sk", "sl", "sr", "tr");

  private final BreakIterator breaks;
  private final boolean ordinals;
  private final boolean scanned;

  /**
   * @param language ISO 639 code; one that is not known gets the general rules
   * @param scanned whether single line ends are those of a page
   */
  public SentenceSplitter(String language, boolean scanned) {
    ULocale locale = new ULocale(language);
    this.breaks =
        FilteredBreakIteratorBuilder.getInstance(locale)
            .wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale));
    this.ordinals = POINT_ORDINALS.contains(locale.getLanguage());
    this.scanned = scanned;
  }

  /** Sentences in their order, blanks at their ends cut off and runs of blanks made one. */
  public List<String> split(String text) {
    String whole = scanned ? ScannedText.joined(text) : text;
    List<String> sentences = new ArrayList<>();
    breaks.setText(whole);
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      if (to < whole.length() && ordinals && endsInOrdinal(whole, from, to)) {
        continue;
      }
      add(sentences, whole, from, to);
      from = to;
    }
    return sentences;
  }

  private static void add(List<String> sentences, String text, int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    for (int i = from; i < to; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (!UCharacter.isUWhiteSpace(c)) {
        out.appendCodePoint(c);
      } else if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    int end = out.length();
    if (end > 0 && out.charAt(end - 1) == ' ') {
      out.setLength(end - 1);
    }
    if (out.length() > 0) {
      sentences.add(out.toString());
    }
  }

  /** Whether a piece ends in one or two digits, a point and blanks on the same line. */
  private static boolean endsInOrdinal(String text, int from, int to) {
    int i = to;
    while (i > from && UCharacter.isUWhiteSpace(text.charAt(i - 1))) {
      if (text.charAt(i - 1) == '\n') {
        return false;
      }
      i--;
    }
    if (i == to || i <= from || text.charAt(i - 1) != '.') {
      return false;
    }
    int digits = 0;
    for (i -= 2; i >= from && UCharacter.isDigit(text.charAt(i)); i--) {
      digits++;
    }
    return digits >= 1 && digits <= 2;
  }
}
