package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** C4's line rules, their order and their edits. */
class C4LinesTest {
  private static CleanVerdict clean(String text) {
    return clean(text, C4Settings.DEFAULT, Cleaner.Mode.FILTER, 1);
  }

  private static CleanVerdict clean(
      String text, C4Settings settings, Cleaner.Mode mode, int sentences) {
    CleanProfile profile =
        CleanProfile.named("c4").withC4(settings).withThreshold("too_few_sentences", sentences);
    return new Cleaner(profile, mode, LanguageRules.standard(), new UnicodeSplitter())
        .clean(text, "en");
  }

  @Test
  void theSpecifiedLinesAreKeptEditedAndDropped() {
    CleanVerdict verdict =
        clean(
            """
            Cookies are used here[1]. We love it.
            Buy now
            The Javascript is off today.
            Read our Privacy Policy today.
            It ends with an ellipsis...
            She said "go home now"
            """);
    assertThat(verdict.keep()).isTrue();
    assertThat(verdict.text())
        .isEqualTo("Cookies are used here. We love it.\nShe said \"go home now\"");
    assertThat(verdict.findings())
        .extracting(Finding::ruleId)
        .containsExactly(
            "c4_citation",
            "c4_no_terminal_punc",
            "c4_javascript",
            "c4_policy",
            "c4_no_terminal_punc");
    assertThat(verdict.findings().get(1).start()).isEqualTo(38);
    assertThat(verdict.findings().get(1).end()).isEqualTo(45);
    assertThat(verdict.value(Metric.C4_LINES_DROPPED)).isEqualTo(4);
    assertThat(verdict.value(Metric.C4_SENTENCES)).isEqualTo(3);
  }

  @Test
  void fillerTextAndCurlyBracketsDropTheDocument() {
    CleanVerdict lorem = clean("A line that stays here.\nThis is Lorem Ipsum, they say.\n");
    assertThat(lorem.reason()).isEqualTo("lorem_ipsum");
    assertThat(lorem.findings().get(0).start()).isEqualTo(24);
    assertThat(lorem.findings().get(0).end()).isEqualTo(54);
    assertThat(clean("int main() { return \"0\"").reason()).isEqualTo("curly_bracket");
    C4Settings code = new C4Settings(true, true, 1000, 3, true, true, true, false);
    assertThat(clean("int main() { return \"0\"", code, Cleaner.Mode.FILTER, 1).keep()).isTrue();
  }

  @Test
  void aLineThatWentEarlierCannotDropTheDocument() {
    assertThat(clean("int main() { return 0; }\nThis line is a sentence.").keep()).isTrue();
    assertThat(clean("The javascript code { is on one line.\nThis is a sentence.").keep()).isTrue();
    assertThat(clean("Use of cookies { on this line.\nThis is a sentence.").reason())
        .isEqualTo("curly_bracket");
  }

  @Test
  void theEarlierLineDecidesTheReason() {
    assertThat(clean("A brace { is here.\nThe lorem ipsum text.").reason())
        .isEqualTo("curly_bracket");
    assertThat(clean("The lorem ipsum text.\nA brace { is here.").reason())
        .isEqualTo("lorem_ipsum");
  }

  @Test
  void wordsAreCountedBeforeCitationsGo() {
    assertThat(clean("[1] go home.").text()).isEqualTo("go home.");
    assertThat(clean("Go home.").reason()).isEqualTo("too_few_sentences");
  }

  @Test
  void aCitationBehindTheEndMarkLeavesABlankAndCostsTheLine() {
    assertThat(clean("We love it all. [12]").reason()).isEqualTo("too_few_sentences");
    assertThat(clean("We love it all.[12][edit][][citation needed]").text())
        .isEqualTo("We love it all.");
    assertThat(clean("We love it all [١٢] today.").text()).isEqualTo("We love it all  today.");
    assertThat(clean("We [12a] love it.").text()).isEqualTo("We [12a] love it.");
  }

  @Test
  void aWordAboveTheLimitCostsTheLine() {
    assertThat(clean("a b " + "x".repeat(1000) + ".").reason()).isEqualTo("too_few_sentences");
    assertThat(clean("a b " + "x".repeat(999) + ".").keep()).isTrue();
    assertThat(clean("a b " + "😀".repeat(999) + ".").keep()).isTrue();
  }

  @Test
  void everyPolicyPhraseIsFoundInAnyCase() {
    for (String phrase :
        List.of(
            "terms of use",
            "privacy policy",
            "cookie policy",
            "uses cookies",
            "use of cookies",
            "use cookies",
            "Terms Of Use",
            "COOKIE POLICY",
            "use \u212Aookies".replace("\u212Aoo", "coo").replace("kies", "\u212Aies"))) {
      assertThat(clean("We say " + phrase + " here.").reason())
          .as(phrase)
          .isEqualTo("too_few_sentences");
    }
    assertThat(clean("We like cookies and use them.").keep()).isTrue();
    assertThat(clean("Privacy is our policy.").keep()).isTrue();
  }

  @Test
  void fewerThanFiveSentencesDropTheDocument() {
    String four = "One is here. Two is here! Three is here? Four is here.";
    CleanProfile c4 = CleanProfile.named("c4");
    Cleaner cleaner =
        new Cleaner(c4, Cleaner.Mode.FILTER, LanguageRules.standard(), new UnicodeSplitter());
    assertThat(cleaner.clean(four, "en").reason()).isEqualTo("too_few_sentences");
    assertThat(cleaner.clean(four + " Five is here.", "en").keep()).isTrue();
  }

  @Test
  void sentencesAreCountedByMarks() {
    assertThat(count("Cookies are used here. We love it.")).isEqualTo(2);
    assertThat(count("See example.com for 3.14...")).isEqualTo(1);
    assertThat(count("He said \"Stop!\" Then he left.")).isEqualTo(2);
    assertThat(count("Wait... what?! No.")).isEqualTo(2);
    assertThat(count("北京是中国的首都。人口超过两千万。")).isEqualTo(2);
    assertThat(count("यह एक वाक्य है। यह दूसरा है॥")).isEqualTo(2);
    assertThat(count("")).isEqualTo(1);
    assertThat(count("...")).isEqualTo(1);
  }

  private static int count(String text) {
    return SentenceCounter.BY_MARKS.count(text.toCharArray(), 0, text.length());
  }

  @Test
  void theParagraphRuleWantsThreeLongLines() {
    CleanProfile mc4 = CleanProfile.of("mc4", List.of("mc4"));
    Cleaner cleaner =
        new Cleaner(mc4, Cleaner.Mode.FILTER, LanguageRules.standard(), new UnicodeSplitter());
    String line = "x".repeat(200);
    assertThat(cleaner.clean(line + "\n" + line + "\nshort\n" + line, "en").keep()).isTrue();
    assertThat(cleaner.clean(line + "\n" + line + "\n" + line.substring(1), "en").reason())
        .isEqualTo("mc4_too_few_paragraphs");
    assertThat(cleaner.clean(line + "\n" + line, "en").keep()).isFalse();
  }

  @Test
  void annotateModeCountsEveryLineThatWouldDropTheDocument() {
    CleanVerdict verdict =
        clean(
            "The lorem ipsum text.\nA brace { is here.\nAnother { is here.",
            C4Settings.DEFAULT,
            Cleaner.Mode.ANNOTATE,
            5);
    assertThat(verdict.keep()).isTrue();
    assertThat(verdict.value(Metric.C4_LOREM_IPSUM)).isEqualTo(1);
    assertThat(verdict.value(Metric.C4_CURLY_BRACKET)).isEqualTo(2);
    assertThat(verdict.value(Metric.C4_SENTENCES)).isEqualTo(3);
  }
}
