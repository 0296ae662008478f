package io.steelyard.corpus.clean;

/**
 * Gopher's quality measures (Rae et al. 2021, section A.1.1) with datatrove's definitions.
 *
 * <p>Counts of words leave out pure punctuation; ratios divide by all words, marks included; lines
 * are those of {@code splitlines()}. Example: {@code "# comment "} twenty times has 40 words, 20 of
 * them symbols, and {@code hash_ratio = 0.5}.
 */
final class QualityMeasures {
  private StopWords.Matcher matcher;

  /**
   * @param stopWords the language's list, or null to leave the stop-word measure out
   */
  void measure(Segmented s, StopWords stopWords, Measures out) {
    int words = s.words();
    int notSymbol = 0;
    int alphabetic = 0;
    long letters = 0;
    for (int w = 0; w < words; w++) {
      byte kind = s.kind(w);
      if ((kind & Segmented.NOT_SYMBOL) != 0) {
        notSymbol++;
        letters += s.wordPoints(w, w + 1);
      }
      if ((kind & Segmented.ALPHABETIC) != 0) {
        alphabetic++;
      }
    }
    out.set(Metric.WORDS, notSymbol);
    out.set(Metric.MEAN_WORD_LENGTH, notSymbol == 0 ? 0 : (double) letters / notSymbol);
    out.setRatio(Metric.ALPHA_WORDS, alphabetic, words);
    measureMarks(s, words, out);
    measureLines(s, out);
    if (stopWords != null) {
      if (matcher == null || matcher.list() != stopWords) {
        matcher = stopWords.matcher();
      }
      out.set(Metric.STOP_WORDS, matcher.distinct(s));
    }
  }

  private static void measureMarks(Segmented s, int words, Measures out) {
    char[] text = s.text();
    int hashes = 0;
    int ellipses = 0;
    for (int i = 0; i < s.length(); i++) {
      switch (text[i]) {
        case '#' -> hashes++;
        case '\u2026' -> ellipses++;
        case '.' -> {
          if (i + 2 < s.length() && text[i + 1] == '.' && text[i + 2] == '.') {
            ellipses++;
            i += 2;
          }
        }
        default -> {}
      }
    }
    out.setRatio(Metric.HASH_RATIO, hashes, words);
    out.setRatio(Metric.ELLIPSIS_RATIO, ellipses, words);
  }

  private static void measureLines(Segmented s, Measures out) {
    char[] text = s.text();
    int lines = 0;
    int bullets = 0;
    int ellipses = 0;
    int i = 0;
    while (i < s.length()) {
      int start = i;
      int end = Lines.endOfLine(text, i, s.length());
      i = Lines.nextLine(text, end, s.length());
      lines++;
      while (start < end && CharClasses.isSpace(text[start])) {
        start++;
      }
      while (end > start && CharClasses.isSpace(text[end - 1])) {
        end--;
      }
      if (start < end) {
        bullets += text[start] == '\u2022' || text[start] == '-' ? 1 : 0;
        ellipses += text[end - 1] == '\u2026' || Lines.endsWithDots(text, start, end) ? 1 : 0;
      }
    }
    out.setRatio(Metric.BULLET_LINES, bullets, lines);
    out.setRatio(Metric.ELLIPSIS_LINES, ellipses, lines);
  }
}
