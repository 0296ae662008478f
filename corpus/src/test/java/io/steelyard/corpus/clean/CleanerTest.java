package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts of whole profiles: the anchors' own cases and what ours does differently on purpose. */
class CleanerTest {
  private static Cleaner filter(String profile) {
    return filter(CleanProfile.named(profile));
  }

  private static Cleaner filter(CleanProfile profile) {
    return new Cleaner(
        profile, Cleaner.Mode.FILTER, LanguageRules.standard(), new UnicodeSplitter());
  }

  private static String reason(String profile, String text) {
    return filter(profile).clean(text, "en").reason();
  }

  private static String quality(String text) {
    return filter(CleanProfile.of("quality", List.of("quality"))).clean(text, "en").reason();
  }

  @Test
  void repeatedLinesParagraphsAndNgramsAreNamed() {
    assertThat(reason("gopher", "I am your father.\n".repeat(4))).isEqualTo("dup_line_frac");
    assertThat(reason("gopher", "I am your father.\n\n".repeat(4))).isEqualTo("dup_para_frac");
    assertThat(reason("gopher", "I am Frank, I am Frank, I am Frank")).isEqualTo("top_2_gram");
  }

  @Test
  void qualityRulesNameTheirReasonInOrder() {
    assertThat(quality("I am too short to be kept.")).isEqualTo("gopher_short_doc");
    assertThat(quality("word ".repeat(100_001))).isEqualTo("gopher_long_doc");
    assertThat(quality("I am ".repeat(30))).isEqualTo("gopher_below_avg_threshold");
    assertThat(quality("interconnection ".repeat(60))).isEqualTo("gopher_above_avg_threshold");
    assertThat(quality("# comment ".repeat(60))).isEqualTo("gopher_too_many_hashes");
    assertThat(quality("... comment ".repeat(60))).isEqualTo("gopher_too_many_ellipsis");
    assertThat(quality("- the comment that we have\n".repeat(60)))
        .isEqualTo("gopher_too_many_bullets");
    assertThat(quality("the comment that we have here is a long one to read ...\n".repeat(20)))
        .isEqualTo("gopher_too_many_end_ellipsis");
    assertThat(quality("comment 1234 ".repeat(60))).isEqualTo("gopher_below_alpha_threshold");
    assertThat(quality("comment story ".repeat(60))).isEqualTo("gopher_enough_stop_words");
    assertThat(quality("comment that the story ".repeat(60))).isNull();
  }

  @Test
  void theAnchorsShortCasesGiveTheAnchorsReasons() {
    CleanProfile tenWords =
        CleanProfile.of("quality", List.of("quality"))
            .withThreshold("gopher_short_doc", 10)
            .withThreshold("gopher_long_doc", 1000);
    Cleaner cleaner = filter(tenWords);
    assertThat(cleaner.clean("I am ".repeat(20), "en").reason())
        .isEqualTo("gopher_below_avg_threshold");
    assertThat(cleaner.clean("interconnection ".repeat(20), "en").reason())
        .isEqualTo("gopher_above_avg_threshold");
    assertThat(cleaner.clean("# comment ".repeat(20), "en").reason())
        .isEqualTo("gopher_too_many_hashes");
    assertThat(cleaner.clean("... comment ".repeat(20), "en").reason())
        .isEqualTo("gopher_too_many_ellipsis");
  }

  @Test
  void aValueEqualToTheThresholdPasses() {
    CleanProfile exact =
        CleanProfile.of("one", List.of("dup_line_frac")).withThreshold("dup_line_frac", .6);
    assertThat(filter(exact).clean("I am your father.\n".repeat(4), "en").keep()).isTrue();
    assertThat(
            filter(exact.withThreshold("dup_line_frac", Math.nextDown(.6)))
                .clean("I am your father.\n".repeat(4), "en")
                .keep())
        .isFalse();
  }

  @Test
  void textWithoutAWordIsEmptyAndNeverNotANumber() {
    for (String profile : CleanProfile.names()) {
      for (String text : List.of("", " ", "\n\n", "\t \r\n\u2028")) {
        assertThat(reason(profile, text)).isEqualTo("empty");
      }
    }
  }

  @Test
  void oneWordHasAllValues() {
    CleanProfile all =
        CleanProfile.of("all", List.of("repetition", "quality", "c4", "lines", "nemo"));
    CleanVerdict verdict =
        new Cleaner(
                all.withC4(C4Settings.DEFAULT.withoutEndMark()),
                Cleaner.Mode.ANNOTATE,
                LanguageRules.standard(),
                new UnicodeSplitter())
            .clean("Home", "en");
    assertThat(verdict.keep()).isTrue();
    for (Metric metric : Metric.values()) {
      if (metric.family() == Family.REPETITION || metric.family() == Family.QUALITY) {
        assertThat(verdict.value(metric)).as(metric.id()).isNotNaN();
      }
    }
  }

  @Test
  void aLanguageWithoutStopWordsIsSkippedAndNotDropped() {
    CleanProfile stop = CleanProfile.of("stop", List.of("stop-words"));
    CleanVerdict verdict = filter(stop).clean("kuyapa kata kula", "xx");
    assertThat(verdict.keep()).isTrue();
    assertThat(verdict.skipped()).containsExactly("gopher_enough_stop_words");
    assertThat(filter(stop).clean("the of and that", null).skipped()).hasSize(1);
    assertThat(filter(stop).clean("kuyapa kata kula", "en").reason())
        .isEqualTo("gopher_enough_stop_words");
  }

  @Test
  void filterModeEndsWithTheDropAndItsValue() {
    CleanVerdict verdict = filter("gopher").clean("I am your father.\n".repeat(4), "en");
    Finding last = verdict.findings().get(verdict.findings().size() - 1);
    assertThat(last)
        .isEqualTo(
            new Finding("dup_line_frac", "dup_line_frac", .6, .3, Finding.Action.DROP, 0, 72));
  }

  @Test
  void annotateModeMeasuresEverythingAndKeepsEverything() {
    Cleaner annotate =
        new Cleaner(
            CleanProfile.named("gopher"),
            Cleaner.Mode.ANNOTATE,
            LanguageRules.standard(),
            new UnicodeSplitter());
    CleanVerdict verdict = annotate.clean("I am your father.\n".repeat(4), "en");
    assertThat(verdict.keep()).isTrue();
    assertThat(verdict.reason()).isNull();
    assertThat(verdict.findings())
        .extracting(Finding::ruleId)
        .contains("dup_line_frac", "dup_line_char_frac", "gopher_short_doc", "top_2_gram");
    assertThat(verdict.findings()).extracting(Finding::action).containsOnly(Finding.Action.TAG);
    assertThat(verdict.value(Metric.STOP_WORDS)).isZero();
  }

  @Test
  void recordedValuesGiveTheSameVerdictAsTheText() {
    CleanProfile gopher = CleanProfile.named("gopher");
    Measures values = new Measures();
    String text = "I am your father.\n".repeat(4);
    CleanVerdict verdict =
        new Cleaner(gopher, Cleaner.Mode.ANNOTATE, LanguageRules.standard(), new UnicodeSplitter())
            .clean(text, "en");
    for (Metric metric : Metric.values()) {
      values.set(metric, verdict.value(metric));
    }
    assertThat(gopher.firstBroken(values, CleanProfile.noOverrides()).code())
        .isEqualTo(filter("gopher").clean(text, "en").reason());
  }

  @Test
  void fineWebRulesNameTheirReason() {
    Cleaner lines = filter(CleanProfile.of("lines", List.of("lines")));
    assertThat(lines.clean("no mark\n".repeat(3) + "here is none either", "en").reason())
        .isEqualTo("line_punct_ratio");
    assertThat(lines.clean("A short line.\nAnother one.\nShort।", "en").reason())
        .isEqualTo("short_line_ratio");
    String line = "This line is longer than thirty characters.";
    assertThat(lines.clean(line + "\n" + line, "en").reason()).isEqualTo("char_dup_ratio");
    assertThat(lines.clean(line + "\n\n\n\n" + "And so is this one, it really is.", "en").reason())
        .isNull();
    assertThat(lines.clean(line + "\n".repeat(30), "en").reason()).isEqualTo("list_ratio");
    assertThat(lines.clean("The mark is hidden by a carriage return.\r\n", "en").reason())
        .isEqualTo("line_punct_ratio");
  }

  @Test
  void lengthsAreCodePoints() {
    CleanVerdict verdict =
        new Cleaner(
                CleanProfile.of("q", List.of("quality", "data-juicer")),
                Cleaner.Mode.ANNOTATE,
                LanguageRules.standard(),
                new WhitespaceSplitter())
            .clean("𠮷𠮷𠮷 \uD83D\uDE00", "ja");
    assertThat(verdict.value(Metric.TEXT_LENGTH)).isEqualTo(5);
    assertThat(verdict.value(Metric.MEAN_WORD_LENGTH)).isEqualTo(2);
    assertThat(verdict.value(Metric.ALPHA_WORDS)).isEqualTo(.5);
  }

  @Test
  void unknownNamesAreRefusedWithTheNearestOne() {
    assertThatThrownBy(() -> CleanProfile.of("x", List.of("repetitions")))
        .hasMessage("unknown cleaning rule 'repetitions'; did you mean 'repetition'?");
    assertThatThrownBy(() -> RuleNames.metric("stop_word"))
        .hasMessage("unknown cleaning attribute 'stop_word'; did you mean 'stop_words'?");
    assertThatThrownBy(() -> RuleNames.metric("most_common_2gram"))
        .hasMessageContaining("expected one of: dup_para_frac, ");
    assertThatThrownBy(() -> CleanProfile.named("finweb"))
        .hasMessage("unknown cleaning profile 'finweb'; did you mean 'fineweb'?");
    assertThatThrownBy(() -> CleanProfile.named("c4").withThreshold("list_ratio", 1))
        .hasMessage("a threshold is set for list_ratio, which is not among the rules of c4");
    assertThatThrownBy(
            () -> CleanProfile.named("c4").withThreshold("too_few_sentences", Double.NaN))
        .hasMessageContaining("leave the rule out to turn it off");
  }
}
