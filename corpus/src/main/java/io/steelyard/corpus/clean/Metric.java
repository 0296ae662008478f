package io.steelyard.corpus.clean;

import java.util.Locale;

/**
 * A value that a rule compares with a threshold. Every value is kept, not only the verdict, so that
 * thresholds can be swept without reading the text again. Lengths are code points.
 */
public enum Metric {
  DUP_PARA_FRAC(Family.REPETITION),
  DUP_PARA_CHAR_FRAC(Family.REPETITION),
  DUP_LINE_FRAC(Family.REPETITION),
  DUP_LINE_CHAR_FRAC(Family.REPETITION),
  TOP_2_GRAM(Family.REPETITION),
  TOP_3_GRAM(Family.REPETITION),
  TOP_4_GRAM(Family.REPETITION),
  DUP_5_GRAM(Family.REPETITION),
  DUP_6_GRAM(Family.REPETITION),
  DUP_7_GRAM(Family.REPETITION),
  DUP_8_GRAM(Family.REPETITION),
  DUP_9_GRAM(Family.REPETITION),
  DUP_10_GRAM(Family.REPETITION),

  /** Words with a character that is no punctuation. */
  WORDS(Family.QUALITY),
  MEAN_WORD_LENGTH(Family.QUALITY),
  /** {@code #} per word, marks counted as words. */
  HASH_RATIO(Family.QUALITY),
  ELLIPSIS_RATIO(Family.QUALITY),
  BULLET_LINES(Family.QUALITY),
  ELLIPSIS_LINES(Family.QUALITY),
  ALPHA_WORDS(Family.QUALITY),
  /** Different stop words of the language. */
  STOP_WORDS(Family.QUALITY),

  /** Lines with "lorem ipsum" that the line rules before left standing. */
  C4_LOREM_IPSUM(Family.C4),
  /** Lines with an opening curly bracket that the line rules before left standing. */
  C4_CURLY_BRACKET(Family.C4),
  /** Sentences in the kept lines. */
  C4_SENTENCES(Family.C4),
  C4_LINES_DROPPED(Family.C4),
  /** mC4: length of the third longest line; 0 with fewer than three lines. */
  C4_THIRD_LONGEST_LINE(Family.C4),

  LINE_END_MARKS(Family.FINEWEB),
  SHORT_LINES(Family.FINEWEB),
  DUP_LINE_CHARS(Family.FINEWEB),
  NEWLINES_PER_WORD(Family.FINEWEB),

  NON_ALPHANUMERIC(Family.NEMO),
  NUMBERS(Family.NEMO),
  URLS(Family.NEMO),
  WHITE_SPACE(Family.NEMO),
  PARENTHESES(Family.NEMO),
  BOILERPLATE(Family.NEMO),
  SENTENCES_WITHOUT_END_MARK(Family.NEMO),
  LONGEST_WORD(Family.NEMO),
  UNIQUE_LINES(Family.NEMO),
  UNIQUE_LINE_CHARS(Family.NEMO),
  UNIQUE_PARAGRAPHS(Family.NEMO),
  UNIQUE_PARAGRAPH_CHARS(Family.NEMO),

  ALPHANUMERIC(Family.DATA_JUICER),
  MEAN_LINE_LENGTH(Family.DATA_JUICER),
  CHAR_10_GRAM_REPETITION(Family.DATA_JUICER),
  WORD_10_GRAM_REPETITION(Family.DATA_JUICER),
  SPECIAL_CHARACTERS(Family.DATA_JUICER),
  STOP_WORD_RATIO(Family.DATA_JUICER),
  FLAGGED_WORD_RATIO(Family.DATA_JUICER),
  WORD_COUNT(Family.DATA_JUICER),
  TEXT_LENGTH(Family.DATA_JUICER);

  private final Family family;
  private final String id = name().toLowerCase(Locale.ROOT);

  Metric(Family family) {
    this.family = family;
  }

  public Family family() {
    return family;
  }

  /** The column name of the value in verdicts: the constant in lower case. */
  public String id() {
    return id;
  }

  /** The metric with this id, or null. */
  public static Metric byId(String id) {
    for (Metric m : values()) {
      if (m.id.equals(id)) {
        return m;
      }
    }
    return null;
  }
}
