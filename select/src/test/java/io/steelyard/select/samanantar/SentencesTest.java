package io.steelyard.select.samanantar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.stats.RankCorrelation;
import io.steelyard.select.samanantar.Pivot.Choice;
import io.steelyard.select.samanantar.Pivot.Translation;
import io.steelyard.select.samanantar.Preparation.Reason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The small rules about sentences. */
class SentencesTest {
  private static final Preparation USUAL = new Preparation(4, 80, 10, 1000, false);

  private static List<String> split(String language, String text) {
    return new SentenceSplitter(language, false).split(text);
  }

  @Test
  void dandasEndSentences() {
    assertThat(split("hi", "वह गया। कुत्ता भौंका॥ अंत"))
        .containsExactly("वह गया।", "कुत्ता भौंका॥", "अंत");
  }

  @Test
  void abbreviationsNumbersAndOrdinalsDoNot() {
    assertThat(split("en", "Mr. Smith paid 1.5 million. He left."))
        .containsExactly("Mr. Smith paid 1.5 million.", "He left.");
    assertThat(split("de", "Am 3. Mai kam sie. Es war spät."))
        .containsExactly("Am 3. Mai kam sie.", "Es war spät.");
    assertThat(split("en", "It was version 3. It failed."))
        .containsExactly("It was version 3.", "It failed.");
  }

  @Test
  void linesOfScannedPagesAreJoined() {
    SentenceSplitter scanned = new SentenceSplitter("en", true);
    assertThat(scanned.split("The old news-\npaper was\nread. It\nburned.\n\nNext page"))
        .containsExactly("The old newspaper was read.", "It burned.", "Next page");
    assertThat(split("en", "One line\nanother")).containsExactly("One line", "another");
  }

  @Test
  void sentencesAreRefusedWithAReason() {
    Preparation.Judge english = USUAL.judge("en");
    assertThat(english.reason("This is a fine sentence.")).isNull();
    assertThat(english.reason("Three little words.")).isEqualTo(Reason.TOO_SHORT);
    assertThat(english.reason("a b c d")).isEqualTo(Reason.TOO_SHORT);
    assertThat(english.reason("word ".repeat(81))).isEqualTo(Reason.TOO_LONG);
    assertThat(english.reason("12.5 30.1 a 77 81 b 9000 c")).isEqualTo(Reason.MOSTLY_SYMBOLS);
    assertThat(USUAL.judge("hi").reason("This line is not Hindi वह"))
        .isEqualTo(Reason.WRONG_SCRIPT);
    assertThat(USUAL.judge("hi").reason("वह कल दिल्ली गया था")).isNull();
    Preparation closed = new Preparation(1, 80, 1, 1000, true);
    assertThat(closed.judge("hi").reason("वह कल गया।")).isNull();
    assertThat(closed.judge("en").reason("He said \"so.\"")).isNull();
    assertThat(closed.judge("en").reason("He said")).isEqualTo(Reason.NOT_CLOSED);
  }

  @Test
  void formsAreComposedAndIndicJoinersGo() {
    assertThat(Preparation.form("e\u0301")).isEqualTo("\u00e9");
    assertThat(Preparation.form("\u0915\u094d\u200d\u0937")).isEqualTo("\u0915\u094d\u0937");
    assertThat(Preparation.form("می\u200cروم")).isEqualTo("می\u200cروم"); // Persian needs it
  }

  @Test
  void numbersAgreeInAnyScript() {
    assertThat(NumberAgreement.agree("1,500 in 2024", "2024 में १.५००")).isTrue();
    assertThat(NumberAgreement.agree("page 07", "Seite 7")).isTrue();
    assertThat(NumberAgreement.agree("3 to 2", "3 zu 1")).isFalse();
    assertThat(NumberAgreement.agree("two", "zwei")).isTrue();
  }

  @Test
  void overlapFormsKeepMarks() {
    assertThat(OverlapForm.of("He said, \"Go!\"")).isEqualTo("hesaidgo");
    assertThat(OverlapForm.of("वह गया।")).isEqualTo("वहगया");
    assertThat(OverlapForm.of("वह गया। कुत्ता")).isEqualTo("वहगयाकुत्ता");
  }

  @Test
  void aSideCountsCopiesAndBenchmarks() {
    Side side = new Side("en", Set.of(OverlapForm.of("A test sentence.")));
    side.add("a", "One and the same.", "s", null);
    side.add("b", "One and the same.", "s", null);
    side.add("c", "A TEST sentence!", "s", null);
    side.add("d", "", "s", Reason.TOO_SHORT);
    assertThat(side.sentences()).containsExactly(new Sentence("a", "One and the same.", "s", 2));
    assertThat(side.refused())
        .containsEntry(Reason.DUPLICATE, 1L)
        .containsEntry(Reason.BENCHMARK, 1L)
        .containsEntry(Reason.TOO_SHORT, 1L);
    assertThat(side.seen()).isEqualTo(4);
    Side other = new Side("de", Set.of());
    other.add("x", "One and the same.", "s", null);
    assertThat(side.withoutThoseOf(other)).isEmpty();
  }

  @Test
  void pivotsJoinOnTheSharedSentence() {
    List<Translation> hindi = translations("A:h1 B:h2 B:h3 D:h4");
    List<Translation> tamil = translations("A:t1 A:t2 B:t3 C:t4");
    assertThat(join(new Pivot(Choice.ALL, 3), hindi, tamil))
        .containsExactlyInAnyOrder("h1,t1", "h1,t2", "h2,t3", "h3,t3");
    assertThat(join(new Pivot(Choice.LAST, 3), hindi, tamil))
        .containsExactly("h1,t1", "h1,t2", "h3,t3");
    assertThat(join(new Pivot(Choice.BEST, 3), hindi, tamil)).hasSize(2);
    assertThat(join(new Pivot(Choice.ALL, 1), hindi, tamil)).containsExactly("h1,t1", "h2,t3");
    Pivot.Pair pair =
        new Pivot(Choice.ALL, 3)
            .join(
                List.of(new Translation("A", "h", 0, .9)),
                List.of(new Translation("A ", "t", 0, .8)))
            .get(0);
    assertThat(pair.score()).isEqualTo(.8);
  }

  private static List<String> join(Pivot pivot, List<Translation> a, List<Translation> b) {
    return pivot.join(a, b).stream().map(p -> p.first().text() + "," + p.second().text()).toList();
  }

  private static List<Translation> translations(String text) {
    return List.of(text.split(" ")).stream()
        .map(t -> new Translation(t.substring(0, 1), t.substring(2), 0, .5))
        .toList();
  }

  @Test
  void ratingsCorrelateWithScoresByRank() {
    double[] cosines = {.95, .91, .88, .84, .81, .80, .72, .65};
    double[] ratings = {5, 4, 5, 4, 3, 4, 2, 3};
    assertThat(RankCorrelation.rho(cosines, ratings)).isCloseTo(.8030200930, within(5e-11));
    assertThat(RatingsStep.meanAbove(cosines, ratings, .8)).isCloseTo(4.1666666667, within(5e-11));
    assertThat(RatingsStep.meanAbove(cosines, ratings, .99)).isNaN();
  }

  @Test
  void thresholdsAreThoseOfTheBestF1AndOfThePrecision() {
    List<Threshold.Judged> judged =
        List.of(
            new Threshold.Judged(.9, true),
            new Threshold.Judged(.8, true),
            new Threshold.Judged(.7, false),
            new Threshold.Judged(.6, true),
            new Threshold.Judged(.5, false),
            new Threshold.Judged(.4, false));
    Threshold best = Threshold.ofBestF1(judged, 4).orElseThrow();
    assertThat(best.value()).isEqualTo(.6);
    assertThat(best.f1()).isCloseTo(.75, within(1e-12));
    assertThat(Threshold.ofPrecision(judged, 4, .95).orElseThrow().value()).isEqualTo(.8);
    assertThat(Threshold.ofPrecision(judged, 4, .7).orElseThrow().value()).isEqualTo(.6);
    assertThat(Threshold.ofBestF1(List.of(), 4)).isEmpty();
  }

  @Test
  void sentencesWithoutATranslationCountToo() {
    // Of four known sentences one would be paired at 0.7 and one at 0.5 without its translation.
    Chance chance =
        new Chance(
            new double[] {.2, .3, .5, .7},
            new double[] {.1, .1, .1, .1},
            8,
            8,
            new double[] {.5, .55, .6, .7, .75, .9},
            Retrieval.MAX);
    assertThat(chance.pairs(.7)).isEqualTo(3);
    assertThat(chance.wrong(.75)).isZero();
    assertThat(chance.wrong(.7)).isEqualTo(2); // 8 sentences, a quarter of the decoys
    assertThat(chance.precision(.7)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(chance.wrong(.5)).isEqualTo(4);
    assertThat(chance.precision(.95)).isEqualTo(1);
    List<Threshold.Judged> judged =
        List.of(
            new Threshold.Judged(.8, true),
            new Threshold.Judged(.72, true),
            new Threshold.Judged(.6, true),
            new Threshold.Judged(.4, false));
    // Alone, the known pairs would say 0.6; there two of five unknown pairs are wrong.
    assertThat(Threshold.ofBestF1(judged, 4).orElseThrow().value()).isEqualTo(.6);
    Threshold best = Threshold.of(judged, 4, .9, chance).orElseThrow();
    assertThat(best.value()).isEqualTo(.72);
    assertThat(best.others()).isEqualTo(1);
    assertThat(Threshold.of(judged, 4, 0, chance).orElseThrow().f1())
        .isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void eachRetrievalCountsItsOwnDirections() {
    double[] forward = {.1, .6}; // one of two sources reaches 0.5
    double[] backward = {.1, .5, .6, .7}; // three of four targets do
    double[] mined = new double[20];
    java.util.Arrays.fill(mined, .5);
    double[] wrong = {4, 6, 4, 6};
    Retrieval[] ways = {Retrieval.FORWARD, Retrieval.BACKWARD, Retrieval.INTERSECT, Retrieval.MAX};
    for (int w = 0; w < ways.length; w++) {
      Chance chance = new Chance(forward, backward, 8, 8, mined, ways[w]);
      assertThat(chance.wrong(.5)).as(ways[w].name()).isEqualTo(wrong[w]);
    }
    assertThat(new Chance(backward, backward, 80, 80, mined, Retrieval.MAX).wrong(.5))
        .isEqualTo(20); // at most all
  }

  @Test
  void aDecoyLeavesTheTranslationOutOfItsNeighbourhood() {
    Neighbours of = new Neighbours(3, new int[] {7, 2, 5}, new double[] {.9, .6, .4});
    double[] means = {0, 0, .5, 0, 0, .3, 0, .9};
    assertThat(Chance.decoy(of, 0, 7, means, Margin.DISTANCE))
        .isCloseTo(.6 - (.5 + .5) / 2, within(1e-12));
    Neighbours alone = new Neighbours(1, new int[] {7}, new double[] {.9});
    assertThat(Chance.decoy(alone, 0, 7, means, Margin.RATIO)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void equalScoresFallTogether() {
    List<Threshold.Judged> judged =
        List.of(
            new Threshold.Judged(.9, true),
            new Threshold.Judged(.9, false),
            new Threshold.Judged(.9, false));
    assertThat(Threshold.ofPrecision(judged, 1, .9)).isEmpty();
    assertThat(Threshold.ofBestF1(judged, 1).orElseThrow().precision().n()).isEqualTo(3);
  }

  @Test
  void preparationRefusesBordersThatCross() {
    assertThatThrownBy(() -> new Preparation(5, 4, 1, 10, false))
        .hasMessageContaining("min-words must be at least 1 and at most max-words");
    assertThatThrownBy(() -> new Preparation(1, 4, 0, 10, false))
        .hasMessageContaining("min-characters must be at least 1");
  }
}
