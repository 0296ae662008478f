package io.steelyard.corpus.clean;

/**
 * Every rule that can drop a document: its reason code (the anchors' where they have one), the
 * value it looks at, on which side of the threshold it drops, and the published threshold.
 *
 * <p>Comparisons are strict: a value equal to the threshold passes.
 */
public enum CleanRule {
  // Gopher repetition, in the order in which it is checked (Rae et al. 2021, table A1).
  DUP_PARA_FRAC("dup_para_frac", Metric.DUP_PARA_FRAC, Side.ABOVE, .30),
  DUP_PARA_CHAR_FRAC("dup_para_char_frac", Metric.DUP_PARA_CHAR_FRAC, Side.ABOVE, .20),
  DUP_LINE_FRAC("dup_line_frac", Metric.DUP_LINE_FRAC, Side.ABOVE, .30),
  DUP_LINE_CHAR_FRAC("dup_line_char_frac", Metric.DUP_LINE_CHAR_FRAC, Side.ABOVE, .20),
  TOP_2_GRAM("top_2_gram", Metric.TOP_2_GRAM, Side.ABOVE, .20),
  TOP_3_GRAM("top_3_gram", Metric.TOP_3_GRAM, Side.ABOVE, .18),
  TOP_4_GRAM("top_4_gram", Metric.TOP_4_GRAM, Side.ABOVE, .16),
  DUP_5_GRAM("duplicated_5_n_grams", Metric.DUP_5_GRAM, Side.ABOVE, .15),
  DUP_6_GRAM("duplicated_6_n_grams", Metric.DUP_6_GRAM, Side.ABOVE, .14),
  DUP_7_GRAM("duplicated_7_n_grams", Metric.DUP_7_GRAM, Side.ABOVE, .13),
  DUP_8_GRAM("duplicated_8_n_grams", Metric.DUP_8_GRAM, Side.ABOVE, .12),
  DUP_9_GRAM("duplicated_9_n_grams", Metric.DUP_9_GRAM, Side.ABOVE, .11),
  DUP_10_GRAM("duplicated_10_n_grams", Metric.DUP_10_GRAM, Side.ABOVE, .10),

  // Gopher quality (section A.1.1); the last code says the opposite of what it means.
  SHORT_DOC("gopher_short_doc", Metric.WORDS, Side.BELOW, 50),
  LONG_DOC("gopher_long_doc", Metric.WORDS, Side.ABOVE, 100_000),
  SHORT_WORDS("gopher_below_avg_threshold", Metric.MEAN_WORD_LENGTH, Side.BELOW, 3),
  LONG_WORDS("gopher_above_avg_threshold", Metric.MEAN_WORD_LENGTH, Side.ABOVE, 10),
  HASHES("gopher_too_many_hashes", Metric.HASH_RATIO, Side.ABOVE, .1),
  ELLIPSES("gopher_too_many_ellipsis", Metric.ELLIPSIS_RATIO, Side.ABOVE, .1),
  BULLETS("gopher_too_many_bullets", Metric.BULLET_LINES, Side.ABOVE, .9),
  END_ELLIPSES("gopher_too_many_end_ellipsis", Metric.ELLIPSIS_LINES, Side.ABOVE, .3),
  FEW_ALPHABETIC("gopher_below_alpha_threshold", Metric.ALPHA_WORDS, Side.BELOW, .8),
  FEW_STOP_WORDS("gopher_enough_stop_words", Metric.STOP_WORDS, Side.BELOW, 2),

  // C4 (Raffel et al. 2020) and mC4's paragraph rule.
  LOREM_IPSUM("lorem_ipsum", Metric.C4_LOREM_IPSUM, Side.ABOVE, 0),
  CURLY_BRACKET("curly_bracket", Metric.C4_CURLY_BRACKET, Side.ABOVE, 0),
  FEW_SENTENCES("too_few_sentences", Metric.C4_SENTENCES, Side.BELOW, 5),
  FEW_PARAGRAPHS("mc4_too_few_paragraphs", Metric.C4_THIRD_LONGEST_LINE, Side.BELOW, 200),

  // FineWeb (Penedo et al. 2024).
  FEW_END_MARKS("line_punct_ratio", Metric.LINE_END_MARKS, Side.BELOW, .12),
  SHORT_LINES("short_line_ratio", Metric.SHORT_LINES, Side.ABOVE, .67),
  DUP_LINE_CHARS("char_dup_ratio", Metric.DUP_LINE_CHARS, Side.ABOVE, .01),
  LIST("list_ratio", Metric.NEWLINES_PER_WORD, Side.ABOVE, .3),

  // NeMo-Curator's English heuristics.
  NEMO_NON_ALPHANUMERIC("nemo_non_alphanumeric", Metric.NON_ALPHANUMERIC, Side.ABOVE, .25),
  NEMO_NUMBERS("nemo_numbers", Metric.NUMBERS, Side.ABOVE, .15),
  NEMO_URLS("nemo_urls", Metric.URLS, Side.ABOVE, .2),
  NEMO_WHITE_SPACE("nemo_white_space", Metric.WHITE_SPACE, Side.ABOVE, .25),
  NEMO_PARENTHESES("nemo_parentheses", Metric.PARENTHESES, Side.ABOVE, .1),
  NEMO_BOILERPLATE("nemo_boilerplate", Metric.BOILERPLATE, Side.ABOVE, .4),
  NEMO_NO_END_MARK("nemo_no_end_mark", Metric.SENTENCES_WITHOUT_END_MARK, Side.ABOVE, .85),
  NEMO_LONG_WORD("nemo_long_word", Metric.LONGEST_WORD, Side.ABOVE, 1000),
  NEMO_REPEATED_LINES("nemo_repeated_lines", Metric.UNIQUE_LINES, Side.BELOW, .7),
  NEMO_REPEATED_LINE_CHARS("nemo_repeated_line_chars", Metric.UNIQUE_LINE_CHARS, Side.BELOW, .8),
  NEMO_REPEATED_PARAGRAPHS("nemo_repeated_paragraphs", Metric.UNIQUE_PARAGRAPHS, Side.BELOW, .7),
  NEMO_REPEATED_PARAGRAPH_CHARS(
      "nemo_repeated_paragraph_chars", Metric.UNIQUE_PARAGRAPH_CHARS, Side.BELOW, .8),

  // Data-Juicer's defaults (Chen et al. 2023).
  JUICER_ALPHANUMERIC("juicer_alphanumeric", Metric.ALPHANUMERIC, Side.BELOW, .25),
  JUICER_LINE_LENGTH("juicer_line_length", Metric.MEAN_LINE_LENGTH, Side.BELOW, 10),
  JUICER_CHAR_REPETITION("juicer_char_repetition", Metric.CHAR_10_GRAM_REPETITION, Side.ABOVE, .5),
  JUICER_WORD_REPETITION("juicer_word_repetition", Metric.WORD_10_GRAM_REPETITION, Side.ABOVE, .5),
  JUICER_SPECIAL_CHARS("juicer_special_characters", Metric.SPECIAL_CHARACTERS, Side.ABOVE, .25),
  JUICER_STOP_WORDS("juicer_stop_words", Metric.STOP_WORD_RATIO, Side.BELOW, .3),
  JUICER_FLAGGED_WORDS("juicer_flagged_words", Metric.FLAGGED_WORD_RATIO, Side.ABOVE, .045),
  JUICER_WORDS("juicer_words", Metric.WORD_COUNT, Side.BELOW, 10),
  JUICER_LENGTH("juicer_length", Metric.TEXT_LENGTH, Side.BELOW, 10);

  /** The side of the threshold on which a rule drops. */
  public enum Side {
    ABOVE,
    BELOW
  }

  private final String code;
  private final Metric metric;
  private final Side side;
  private final double threshold;

  CleanRule(String code, Metric metric, Side side, double threshold) {
    this.code = code;
    this.metric = metric;
    this.side = side;
    this.threshold = threshold;
  }

  /** The reason code that verdicts carry. */
  public String code() {
    return code;
  }

  public Metric metric() {
    return metric;
  }

  public Side side() {
    return side;
  }

  /** The published threshold, for English. */
  public double threshold() {
    return threshold;
  }

  public Family family() {
    return metric.family();
  }

  /** Whether a value breaks the rule; NaN (not measured) never does. */
  public boolean breaks(double value, double limit) {
    return side == Side.ABOVE ? value > limit : value < limit;
  }

  /** Whether the rule needs the language's stop words. */
  boolean needsStopWords() {
    return metric == Metric.STOP_WORDS || metric == Metric.STOP_WORD_RATIO;
  }
}
