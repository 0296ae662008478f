package io.steelyard.corpus.clean;

/**
 * Gopher's repetition measures (Rae et al. 2021, table A1) with datatrove's definitions.
 *
 * <p>Paragraphs are the stripped text cut at two or more LF, lines the unstripped text cut at one
 * or more LF (so a trailing LF gives one empty line); a repeat is every copy after the first;
 * characters are divided by the code points of the whole text. Example: {@code "I am your
 * father.\n"} four times has 5 lines of which 3 repeat: {@code dup_line_frac = 0.6}.
 */
final class RepetitionMeasures {
  private final Repeats repeats = new Repeats();
  private final NgramTable grams = new NgramTable();

  /** The seven measures of paragraphs and lines, cheap. */
  void measureLines(Segmented s, Measures out) {
    char[] text = s.text();
    int from = 0;
    int to = s.length();
    while (from < to && CharClasses.isSpace(text[from])) {
      from++;
    }
    while (to > from && CharClasses.isSpace(text[to - 1])) {
      to--;
    }
    cut(s, from, to, 2);
    out.setRatio(Metric.DUP_PARA_FRAC, repeats.repeats(), repeats.count());
    out.setRatio(Metric.DUP_PARA_CHAR_FRAC, repeats.repeatedPoints(), s.codePoints());
    cut(s, 0, s.length(), 1);
    out.setRatio(Metric.DUP_LINE_FRAC, repeats.repeats(), repeats.count());
    out.setRatio(Metric.DUP_LINE_CHAR_FRAC, repeats.repeatedPoints(), s.codePoints());
  }

  void measureTop(Segmented s, int n, int minCount, Measures out) {
    out.setRatio(topMetric(n), grams.topCharacters(s, n, minCount), s.codePoints());
  }

  void measureDuplicate(Segmented s, int n, Measures out) {
    out.setRatio(duplicateMetric(n), grams.duplicateCharacters(s, n), s.codePoints());
  }

  /** Cuts at runs of at least {@code breaks} LF. */
  private void cut(Segmented s, int from, int to, int breaks) {
    char[] text = s.text();
    repeats.clear(s);
    int start = from;
    int i = from;
    while (i < to) {
      if (text[i] != '\n') {
        i++;
        continue;
      }
      int run = i;
      while (i < to && text[i] == '\n') {
        i++;
      }
      if (i - run >= breaks) {
        repeats.add(start, run);
        start = i;
      }
    }
    repeats.add(start, to);
  }

  static Metric topMetric(int n) {
    return switch (n) {
      case 2 -> Metric.TOP_2_GRAM;
      case 3 -> Metric.TOP_3_GRAM;
      case 4 -> Metric.TOP_4_GRAM;
      default -> throw new IllegalArgumentException("no top n-gram measure for n = " + n);
    };
  }

  static Metric duplicateMetric(int n) {
    return switch (n) {
      case 5 -> Metric.DUP_5_GRAM;
      case 6 -> Metric.DUP_6_GRAM;
      case 7 -> Metric.DUP_7_GRAM;
      case 8 -> Metric.DUP_8_GRAM;
      case 9 -> Metric.DUP_9_GRAM;
      case 10 -> Metric.DUP_10_GRAM;
      default -> throw new IllegalArgumentException("no duplicate n-gram measure for n = " + n);
    };
  }
}
