package io.steelyard.corpus.clean;

import java.util.Arrays;
import java.util.List;

/**
 * C4's rules over lines (Raffel et al. 2020) in datatrove's order: a line is stripped; dropped if a
 * word is too long; its citation marks are taken out; dropped without an end mark, with fewer than
 * three words (counted before the citations went); a filler line drops the document; dropped if it
 * names JavaScript; a curly bracket drops the document; dropped if it speaks of policies. A line
 * that went earlier cannot drop the document.
 *
 * <p>Example: {@code "Cookies are used here[1]. We love it.\nBuy now"} keeps {@code "Cookies are
 * used here. We love it."}. The kept lines are joined by LF and stripped.
 */
final class C4Lines {
  /** The order in which line drops are counted and named. */
  enum LineReason {
    TOO_LONG_WORD("c4_too_long_word"),
    NO_END_MARK("c4_no_terminal_punc"),
    TOO_FEW_WORDS("c4_too_few_words"),
    JAVASCRIPT("c4_javascript"),
    POLICY("c4_policy"),
    CITATION("c4_citation");

    final String code;

    LineReason(String code) {
      this.code = code;
    }
  }

  static final int LOREM = 1;
  static final int JAVASCRIPT = 2;
  static final int CURLY = 4;
  static final int POLICY = 8;

  private static final char[] LOREM_IPSUM = "lorem ipsum".toCharArray();
  private static final char[] SCRIPT = "javascript".toCharArray();
  private static final char[] COOKIE = "cookie".toCharArray();
  private static final char[] COOKIE_POLICY = "cookie policy".toCharArray();
  private static final char[] PRIVACY_POLICY = "privacy policy".toCharArray();
  private static final char[] TERMS_OF_USE = "terms of use".toCharArray();
  private static final char[] USES = "uses ".toCharArray();
  private static final char[] USE = "use ".toCharArray();
  private static final char[] USE_OF = "use of ".toCharArray();
  private static final char[][] CITATIONS = {
    "[edit]".toCharArray(), "[citation needed]".toCharArray()
  };

  private final C4Settings settings;
  private final SentenceCounter sentenceCounter;
  private char[] line = new char[256];
  private char[] kept = new char[1 << 12];
  private int keptLength;
  private int keptLines;
  private int sentences;
  private int lorem;
  private int curly;
  private String documentReason;
  private int documentStart;
  private int documentEnd;
  private final int[] drops = new int[LineReason.values().length];
  private final int[] longest = new int[3];

  C4Lines(C4Settings settings, SentenceCounter sentenceCounter) {
    this.settings = settings;
    this.sentenceCounter = sentenceCounter;
  }

  /**
   * Runs the rules.
   *
   * @param stopEarly stop at the first line that drops the document (its values then count only the
   *     lines so far)
   * @param findings receives one {@link Finding} per dropped or changed line; null to skip them
   */
  void run(Segmented s, boolean stopEarly, List<Finding> findings) {
    keptLength = 0;
    keptLines = 0;
    sentences = 0;
    lorem = 0;
    curly = 0;
    documentReason = null;
    Arrays.fill(drops, 0);
    char[] text = s.text();
    int length = s.length();
    int i = 0;
    int points = 0;
    while (i < length) {
      int start = i;
      int end = Lines.endOfLine(text, i, length);
      int next = Lines.nextLine(text, end, length);
      int linePoints = findings == null ? 0 : s.codePoints(start, end);
      LineReason reason = line(text, start, end);
      if (reason != null) {
        drops[reason.ordinal()]++;
        if (findings != null) {
          findings.add(finding(reason, points, points + linePoints));
        }
      }
      if (documentReason != null && documentEnd < 0) {
        documentStart = start;
        documentEnd = end;
        if (stopEarly) {
          return;
        }
      }
      points += findings == null ? 0 : linePoints + (next - end);
      i = next;
    }
  }

  private static Finding finding(LineReason reason, int start, int end) {
    return new Finding(
        reason.code, Metric.C4_LINES_DROPPED.id(), 1, 0, Finding.Action.EDIT, start, end);
  }

  /**
   * Judges one line, appends it to the kept text or says why not ({@code CITATION}: kept, edited).
   */
  private LineReason line(char[] text, int lineStart, int lineEnd) {
    int start = lineStart;
    int end = lineEnd;
    while (start < end && CharClasses.isSpace(text[start])) {
      start++;
    }
    while (end > start && CharClasses.isSpace(text[end - 1])) {
      end--;
    }
    int words = countWords(text, start, end);
    if (words < 0) {
      return LineReason.TOO_LONG_WORD;
    }
    char[] chars = text;
    boolean edited = false;
    if (settings.citations()) {
      int without = stripCitations(text, start, end);
      if (without >= 0) {
        chars = line;
        start = 0;
        end = without;
        edited = true;
      }
    }
    if (settings.endMark() && !hasEndMark(chars, start, end)) {
      return LineReason.NO_END_MARK;
    }
    if (settings.minWordsPerLine() > 0 && words < settings.minWordsPerLine()) {
      return LineReason.TOO_FEW_WORDS;
    }
    int phrases = phrases(chars, start, end);
    if (settings.loremIpsum() && (phrases & LOREM) != 0) {
      lorem++;
      dropDocument("lorem_ipsum");
    }
    if (settings.javascript() && (phrases & JAVASCRIPT) != 0) {
      return LineReason.JAVASCRIPT;
    }
    if (settings.curlyBracket() && (phrases & CURLY) != 0) {
      curly++;
      dropDocument("curly_bracket");
    }
    if (settings.policy() && (phrases & POLICY) != 0) {
      return LineReason.POLICY;
    }
    sentences += sentenceCounter.count(chars, start, end);
    keep(chars, start, end);
    return edited ? LineReason.CITATION : null;
  }

  private void dropDocument(String reason) {
    if (documentReason == null) {
      documentReason = reason;
      documentEnd = -1;
    }
  }

  /** Words between white space, or -1 if one is too long. */
  private int countWords(char[] text, int start, int end) {
    int limit = settings.maxWordLength() < 0 ? Integer.MAX_VALUE : settings.maxWordLength();
    int words = 0;
    int i = start;
    while (i < end) {
      int from = i;
      while (i < end && !CharClasses.isSpace(text[i])) {
        i++;
      }
      if (i - from > limit && Character.codePointCount(text, from, i - from) > limit) {
        return -1;
      }
      words += i > from ? 1 : 0;
      while (i < end && CharClasses.isSpace(text[i])) {
        i++;
      }
    }
    return words;
  }

  /** Copies the line without citation marks and returns its length; -1 if it has none. */
  private int stripCitations(char[] text, int start, int end) {
    int first = start;
    while (first < end && (text[first] != '[' || citationEnd(text, first, end) < 0)) {
      first++;
    }
    if (first == end) {
      return -1;
    }
    if (line.length < end - start) {
      line = new char[Math.max(end - start, line.length * 2)];
    }
    int n = 0;
    for (int i = start; i < end; ) {
      int after = text[i] == '[' ? citationEnd(text, i, end) : -1;
      if (after >= 0) {
        i = after;
      } else {
        line[n++] = text[i++];
      }
    }
    return n;
  }

  /** Where the citation mark that starts at {@code i} ends, or -1. */
  private static int citationEnd(char[] text, int i, int end) {
    int j = i + 1;
    while (j < end) {
      int c = Character.codePointAt(text, j, end);
      if ((CharClasses.of(c) & CharClasses.DIGIT) == 0) {
        break;
      }
      j += Character.charCount(c);
    }
    if (j < end && text[j] == ']') {
      return j + 1;
    }
    for (char[] mark : CITATIONS) {
      if (end - i >= mark.length && Arrays.equals(text, i, i + mark.length, mark, 0, mark.length)) {
        return i + mark.length;
      }
    }
    return -1;
  }

  private static boolean hasEndMark(char[] text, int start, int end) {
    if (start == end) {
      return false;
    }
    return switch (text[end - 1]) {
      case '.' -> !Lines.endsWithDots(text, start, end);
      case '?', '!', '"', '\'' -> true;
      default -> false;
    };
  }

  /** Which of the phrases the line has, whatever its case, in one pass over rare letters. */
  static int phrases(char[] text, int start, int end) {
    int found = 0;
    for (int i = start; i < end; i++) {
      switch (text[i]) {
        case '{' -> found |= CURLY;
        case 'j', 'J' -> found |= matches(text, start, end, i, SCRIPT) ? JAVASCRIPT : 0;
        case 'p', 'P' -> found |= matches(text, start, end, i - 7, LOREM_IPSUM) ? LOREM : 0;
        case 'v', 'V' -> found |= matches(text, start, end, i - 3, PRIVACY_POLICY) ? POLICY : 0;
        case 'f', 'F' -> found |= matches(text, start, end, i - 7, TERMS_OF_USE) ? POLICY : 0;
        case 'k', 'K', '\u212A' -> found |= cookies(text, start, end, i - 3) ? POLICY : 0;
        default -> {}
      }
    }
    return found;
  }

  private static boolean cookies(char[] text, int start, int end, int at) {
    if (!matches(text, start, end, at, COOKIE)) {
      return false;
    }
    int plural = at + COOKIE.length;
    boolean cookies = plural < end && (text[plural] == 's' || text[plural] == 'S');
    return matches(text, start, end, at, COOKIE_POLICY)
        || cookies
            && (matches(text, start, end, at - USES.length, USES)
                || matches(text, start, end, at - USE.length, USE)
                || matches(text, start, end, at - USE_OF.length, USE_OF));
  }

  private static boolean matches(char[] text, int start, int end, int at, char[] phrase) {
    if (at < start || end - at < phrase.length) {
      return false;
    }
    for (int i = 0; i < phrase.length; i++) {
      if (lower(text[at + i]) != phrase[i]) {
        return false;
      }
    }
    return true;
  }

  /** Lower case of ASCII and of the Kelvin sign, the only other character that lowers into it. */
  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c == '\u212A' ? 'k' : c;
  }

  private void keep(char[] chars, int start, int end) {
    int need = keptLength + end - start + 1;
    if (kept.length < need) {
      kept = Arrays.copyOf(kept, Math.max(need, kept.length * 2));
    }
    if (keptLines++ > 0) {
      kept[keptLength++] = '\n';
    }
    System.arraycopy(chars, start, kept, keptLength, end - start);
    keptLength += end - start;
  }

  void writeTo(Measures out) {
    int dropped = 0;
    for (LineReason reason : LineReason.values()) {
      dropped += reason == LineReason.CITATION ? 0 : drops[reason.ordinal()];
    }
    out.set(Metric.C4_LINES_DROPPED, dropped);
    out.set(Metric.C4_LOREM_IPSUM, lorem);
    out.set(Metric.C4_CURLY_BRACKET, curly);
    out.set(Metric.C4_SENTENCES, sentences);
  }

  /**
   * mC4's paragraph measure: the third longest line between LF, 0 if there are fewer than three.
   */
  void measureParagraphs(Segmented s, Measures out) {
    Arrays.fill(longest, -1);
    int start = 0;
    int lines = 0;
    for (int i = 0; i <= s.length(); i++) {
      if (i < s.length() && s.text()[i] != '\n') {
        continue;
      }
      int size = s.codePoints(start, i);
      lines++;
      for (int k = 0; k < 3; k++) {
        if (size > longest[k]) {
          int swap = longest[k];
          longest[k] = size;
          size = swap;
        }
      }
      start = i + 1;
    }
    out.set(Metric.C4_THIRD_LONGEST_LINE, lines < 3 ? 0 : longest[2]);
  }

  /** Reason of the first line that drops the document, or null. */
  String documentReason() {
    return documentReason;
  }

  int documentStart() {
    return documentStart;
  }

  int documentEnd() {
    return documentEnd;
  }

  int drops(LineReason reason) {
    return drops[reason.ordinal()];
  }

  /** The kept lines, joined by LF and stripped. */
  String keptText() {
    int start = 0;
    int end = keptLength;
    while (start < end && CharClasses.isSpace(kept[start])) {
      start++;
    }
    while (end > start && CharClasses.isSpace(kept[end - 1])) {
      end--;
    }
    return new String(kept, start, end - start);
  }
}
