package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The full table of the specification (corpus-hygiene, section 6): texts A to D, every metric. */
class SpecificationTableTest {
  static final String A =
      "The cat sat on the mat. The dog sat on the log.\nThe cat sat on the mat.\n- see the"
          + " list...\n#tag #tag 42 7";
  static final String B =
      "one two three four five one two three four five one two three four five six";
  static final String C =
      "Home\nAbout us\nContact\nHome\nRead the full story of the town that we love.";
  static final String D = "北京是中国的首都。\n人口超过两千万。";

  private static final CleanProfile ALL =
      CleanProfile.of("all", java.util.List.of("repetition", "quality", "lines"));

  static double[] values(String text, WordSplitter splitter) {
    LanguageRules english = LanguageRules.sameForAll(StopWords.GOPHER_ENGLISH);
    return new Cleaner(ALL, Cleaner.Mode.ANNOTATE, english, splitter).clean(text, "en").values();
  }

  private static void assertValues(String text, WordSplitter splitter, String expected) {
    double[] values = values(text, splitter);
    Map<String, Double> wanted = new TreeMap<>();
    for (String pair : expected.trim().split("\\s+")) {
      String[] cells = pair.split("=");
      wanted.put(cells[0], Double.valueOf(cells[1]));
    }
    wanted.forEach(
        (id, value) ->
            assertThat(values[RuleNames.metric(id).ordinal()])
                .as(id)
                .isCloseTo(value, within(5.1e-8)));
  }

  private static void assertSizes(String text, int chars, int words, int notSymbol) {
    Segmented s = new Segmented(new MarkSplitter()).set(text);
    assertThat(s.codePoints()).isEqualTo(chars);
    assertThat(s.words()).isEqualTo(words);
    assertThat(values(text, new MarkSplitter())[Metric.WORDS.ordinal()]).isEqualTo(notSymbol);
  }

  @Test
  void textAHasTheTabledValues() {
    assertSizes(A, 104, 32, 25);
    assertValues(
        A,
        new MarkSplitter(),
        """
        mean_word_length=2.8 hash_ratio=.0625 ellipsis_ratio=.03125 bullet_lines=.25
        ellipsis_lines=.25 alpha_words=.71875 stop_words=1 dup_line_frac=0 dup_line_char_frac=0
        top_2_gram=.17307692 top_3_gram=.28846154 top_4_gram=.26923077 dup_5_gram=.13461538
        dup_6_gram=.16346154 dup_7_gram=.17307692 dup_8_gram=0 dup_9_gram=0 dup_10_gram=0
        line_end_marks=.75 short_lines=.75 dup_line_chars=0 newlines_per_word=.09375
        """);
  }

  @Test
  void textBHasTheTabledValues() {
    assertSizes(B, 75, 16, 16);
    assertValues(
        B,
        new MarkSplitter(),
        """
        mean_word_length=3.75 hash_ratio=0 ellipsis_ratio=0 bullet_lines=0 ellipsis_lines=0
        alpha_words=1 stop_words=0 dup_line_frac=0 dup_line_char_frac=0 top_2_gram=.28
        top_3_gram=.52 top_4_gram=.72 dup_5_gram=.50666667 dup_6_gram=.29333333
        dup_7_gram=.33333333 dup_8_gram=.4 dup_9_gram=.45333333 dup_10_gram=.50666667
        line_end_marks=0 short_lines=0 dup_line_chars=0 newlines_per_word=0
        """);
  }

  @Test
  void textCHasTheTabledValues() {
    assertSizes(C, 72, 16, 15);
    assertValues(
        C,
        new MarkSplitter(),
        """
        mean_word_length=3.8 alpha_words=.9375 stop_words=3 dup_line_frac=.2
        dup_line_char_frac=.05555556 top_2_gram=.13888889 top_3_gram=.18055556
        top_4_gram=.29166667 dup_5_gram=0 dup_6_gram=0 dup_7_gram=0 dup_8_gram=0 dup_9_gram=0
        dup_10_gram=0 line_end_marks=.2 short_lines=.8 dup_line_chars=.05882353
        newlines_per_word=.25
        """);
  }

  @Test
  void textDHasTheTabledValues() {
    assertSizes(D, 18, 4, 2);
    assertValues(
        D,
        new MarkSplitter(),
        """
        mean_word_length=7.5 alpha_words=.5 stop_words=0 top_2_gram=.55555556 top_3_gram=1
        top_4_gram=1.11111111 dup_5_gram=0 dup_10_gram=0 line_end_marks=1 short_lines=1
        dup_line_chars=0 newlines_per_word=.25
        """);
  }

  @Test
  void textAWithWhitespaceWordsHasOtherValues() {
    assertThat(new Segmented(new WhitespaceSplitter()).set(A).words()).isEqualTo(26);
    assertValues(
        A,
        new WhitespaceSplitter(),
        """
        mean_word_length=3.12 hash_ratio=.07692308 alpha_words=.88461538 dup_6_gram=.17307692
        dup_7_gram=0 newlines_per_word=.11538462
        """);
  }

  @Test
  void theCountOneRuleCanBeTurnedOff() {
    CleanProfile twice = ALL.withTopNgramMinCount(2);
    LanguageRules english = LanguageRules.sameForAll(StopWords.GOPHER_ENGLISH);
    Cleaner cleaner = new Cleaner(twice, Cleaner.Mode.ANNOTATE, english, new MarkSplitter());
    assertThat(cleaner.clean(C, "en").value(Metric.TOP_4_GRAM)).isZero();
    assertThat(cleaner.clean(D, "zh").value(Metric.TOP_4_GRAM)).isZero();
    assertThat(cleaner.clean(B, "en").value(Metric.TOP_4_GRAM)).isCloseTo(.72, within(1e-12));
  }

  @Test
  void repeatedLinesAndNgramsOfTheSmallTextMatch() {
    String text = "a b c\na b c\nd e f g\na b c\n";
    assertValues(
        text,
        new WhitespaceSplitter(),
        "dup_line_frac=.4 dup_line_char_frac=.38461538 top_2_gram=.34615385");
    Segmented s = new Segmented(new WhitespaceSplitter()).set(text);
    NgramTable table = new NgramTable();
    assertThat(table.duplicateCharacters(s, 2) / 26.0).isCloseTo(.1538461538, within(1e-9));
    assertThat(table.duplicateCharacters(s, 3) / 26.0).isCloseTo(.2307692308, within(1e-9));
    assertThat(table.duplicateCharacters(s, 4)).isZero();
  }

  @Test
  void twoOfFiveLinesRepeatInSpamHamSpamSpamEggs() {
    assertValues("spam\nham\nspam\nspam\neggs", new WhitespaceSplitter(), "dup_line_frac=.4");
  }
}
