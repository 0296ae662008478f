package io.steelyard.corpus.clean;

/**
 * FineWeb's line measures (Penedo et al. 2024) with datatrove's definitions: over the lines between
 * LF that are not blank, the share that ends in a sentence mark of any script (the line is not
 * trimmed: CR or a trailing blank hides the mark), the share of at most {@code shortLine} code
 * points, the code points of repeated lines per code point other than LF, and LF per word.
 */
final class FineWebMeasures {
  private final Repeats repeats = new Repeats();

  void measure(Segmented s, int shortLine, Measures out) {
    char[] text = s.text();
    repeats.clear(s);
    int lines = 0;
    int ended = 0;
    int shortLines = 0;
    int newlines = 0;
    int start = 0;
    for (int i = 0; i <= s.length(); i++) {
      if (i < s.length() && text[i] != '\n') {
        continue;
      }
      newlines += i < s.length() ? 1 : 0;
      if (!blank(text, start, i)) {
        lines++;
        repeats.add(start, i);
        shortLines += s.codePoints(start, i) <= shortLine ? 1 : 0;
        int last = Character.codePointBefore(text, i, start);
        ended += (CharClasses.of(last) & CharClasses.TERMINAL) != 0 ? 1 : 0;
      }
      start = i + 1;
    }
    if (lines == 0) {
      return;
    }
    out.setRatio(Metric.LINE_END_MARKS, ended, lines);
    out.setRatio(Metric.SHORT_LINES, shortLines, lines);
    out.setRatio(Metric.DUP_LINE_CHARS, repeats.repeatedPoints(), s.codePoints() - newlines);
    out.setRatio(Metric.NEWLINES_PER_WORD, newlines, s.words());
  }

  private static boolean blank(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!CharClasses.isSpace(text[i])) {
        return false;
      }
    }
    return true;
  }
}
