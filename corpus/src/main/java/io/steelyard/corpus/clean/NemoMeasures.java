package io.steelyard.corpus.clean;

import java.util.Locale;

/**
 * The English heuristics of NeMo-Curator as shares of the text's code points or lines.
 *
 * <p>Alphanumeric are ASCII letters and digits and {@code LF ? ! , .}; numbers ASCII digits; a URL
 * runs from {@code http://}, {@code https://} or {@code www.} to white space; parentheses {@code ()
 * [] {} ⟨⟩}. Boilerplate is the share of paragraphs (lines with a word) that name a policy, cookies
 * or JavaScript, and 1 if the first or the last does. Sentences without end mark: per line,
 * sentences less those closed by {@code . ? ! "} (the last of a line may be open).
 */
final class NemoMeasures {
  private static final String OPEN_CLOSE = "()[]{}\u27E8\u27E9";

  private final SentenceCounter sentenceCounter;
  private final Repeats repeats = new Repeats();

  NemoMeasures(SentenceCounter sentenceCounter) {
    this.sentenceCounter = sentenceCounter;
  }

  void measure(Segmented s, Measures out) {
    measureCharacters(s, out);
    measureLines(s, out);
    measureUnique(s, out, 1, Metric.UNIQUE_LINES, Metric.UNIQUE_LINE_CHARS);
    measureUnique(s, out, 2, Metric.UNIQUE_PARAGRAPHS, Metric.UNIQUE_PARAGRAPH_CHARS);
  }

  private static void measureCharacters(Segmented s, Measures out) {
    char[] text = s.text();
    int length = s.length();
    int plain = 0;
    int digits = 0;
    int spaces = 0;
    int parentheses = 0;
    int urls = 0;
    int longest = 0;
    int word = 0;
    for (int i = 0; i < length; i++) {
      char c = text[i];
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      digits += digit ? 1 : 0;
      plain += digit || letter || "\n?!,.".indexOf(c) >= 0 ? 1 : 0;
      parentheses += OPEN_CLOSE.indexOf(c) >= 0 ? 1 : 0;
      if (CharClasses.isSpace(c)) {
        spaces++;
        longest = Math.max(longest, s.codePoints(word, i));
        word = i + 1;
      } else if (i == word) {
        urls += urlLength(s, i);
      }
    }
    longest = Math.max(longest, s.codePoints(word, length));
    double points = s.codePoints();
    out.set(Metric.NON_ALPHANUMERIC, (points - plain) / points);
    out.set(Metric.NUMBERS, digits / points);
    out.set(Metric.WHITE_SPACE, spaces / points);
    out.set(Metric.PARENTHESES, parentheses / points);
    out.set(Metric.URLS, urls / points);
    out.set(Metric.LONGEST_WORD, longest);
  }

  private static int urlLength(Segmented s, int i) {
    char[] text = s.text();
    int end = i;
    while (end < s.length() && !CharClasses.isSpace(text[end])) {
      end++;
    }
    for (String head : new String[] {"http://", "https://", "www."}) {
      for (int j = i; j <= i + 1 && j + head.length() < end; j++) {
        if (new String(text, j, head.length()).toLowerCase(Locale.ROOT).equals(head)) {
          return s.codePoints(j, end);
        }
      }
    }
    return 0;
  }

  private void measureLines(Segmented s, Measures out) {
    char[] text = s.text();
    int lines = 0;
    int boilerplate = 0;
    boolean firstIs = false;
    boolean lastIs = false;
    int sentences = 0;
    int open = 0;
    int i = 0;
    while (i < s.length()) {
      int start = i;
      int end = Lines.endOfLine(text, i, s.length());
      i = Lines.nextLine(text, end, s.length());
      while (end > start && CharClasses.isSpace(text[end - 1])) {
        end--;
      }
      if (start == end) {
        continue;
      }
      boolean is = (C4Lines.phrases(text, start, end) & (C4Lines.POLICY | C4Lines.JAVASCRIPT)) != 0;
      firstIs |= lines == 0 && is;
      lastIs = is;
      boilerplate += is ? 1 : 0;
      lines++;
      sentences += sentenceCounter.count(text, start, end);
      open += ".?!\"".indexOf(text[end - 1]) < 0 ? 1 : 0;
    }
    out.set(Metric.BOILERPLATE, firstIs || lastIs ? 1 : (double) boilerplate / lines);
    out.setRatio(Metric.SENTENCES_WITHOUT_END_MARK, open, sentences);
  }

  /** Different elements per element, and their code points per code point of all elements. */
  private void measureUnique(Segmented s, Measures out, int breaks, Metric count, Metric chars) {
    char[] text = s.text();
    repeats.clear(s);
    long all = 0;
    int start = 0;
    int i = 0;
    while (i <= s.length()) {
      int run = i;
      while (i < s.length() && text[i] == '\n') {
        i++;
      }
      if (i - run >= breaks || i >= s.length()) {
        if (run > start) {
          repeats.add(start, run);
          all += s.codePoints(start, run);
        }
        start = i;
      }
      i++;
    }
    if (repeats.count() > 0) {
      double n = repeats.count();
      out.set(count, (n - repeats.repeats()) / n);
      out.set(chars, (double) (all - repeats.repeatedPoints()) / all);
    }
  }
}
