package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.vocab.train.WordPieceTrainer.Merge;
import io.steelyard.vocab.train.WordPieceTrainer.Settings;
import io.steelyard.vocab.train.WordPieceTrainer.Trained;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordPieceTrainerTest {
  private static final Map<String, Long> FOUR =
      Map.of("low", 5L, "lower", 2L, "newest", 6L, "widest", 3L);
  private static final PieceMarking UNDERSCORE = new PieceMarking(true, "_");

  static Settings settings(int size, PieceCriterion criterion, PieceMarking marking) {
    return new Settings(size, criterion, marking, 500, "", List.of("[UNK]"), "[UNK]", 0, 100);
  }

  private static Trained train(int size, PieceCriterion criterion, PieceMarking marking) {
    return new WordPieceTrainer(settings(size, criterion, marking)).train(WordCounts.of(FOUR));
  }

  @Test
  void gainsWhatThePaperOfFourWordsSays() {
    // [UNK], _, and the ten letters are 12 ids; eight merges.
    Trained trained = train(20, PieceCriterion.LIKELIHOOD, UNDERSCORE);
    assertThat(trained.merges().stream().map(m -> m.left() + "+" + m.right()))
        .containsExactly("s+t", "l+o", "e+st", "n+e", "i+d", "_+lo", "_+ne", "_lo+w");
    double[] gains = {
      29.769416028, 24.266116, 16.262619, 15.976912, 12.109375, 10.771769, 13.108306, 8.974795
    };
    for (int i = 0; i < gains.length; i++) {
      assertThat(trained.merges().get(i).value()).isCloseTo(gains[i], within(1e-6));
    }
  }

  @Test
  void hasTheLikelihoodsOfTheFirstPairs() {
    // N = 95; s, t 9 each; l 7, o 7; e 17; w 16.
    assertThat(PieceCriterion.LIKELIHOOD.value(9, 9, 9, false, 95))
        .isCloseTo(29.769416028, within(1e-9));
    assertThat(PieceCriterion.LIKELIHOOD.value(7, 7, 7, false, 95))
        .isCloseTo(24.991293985, within(1e-9));
    assertThat(PieceCriterion.LIKELIHOOD.value(9, 17, 9, false, 95))
        .isCloseTo(18.015342709, within(1e-9));
    assertThat(PieceCriterion.LIKELIHOOD.value(7, 7, 16, false, 95))
        .isCloseTo(14.026266668, within(1e-9));
  }

  @Test
  void mergesAnotherPairFirstByEachCriterion() {
    Merge score = train(13, PieceCriterion.SCORE, UNDERSCORE).merges().get(0);
    assertThat(score.left() + score.right()).isEqualTo("id");
    assertThat(score.value()).isCloseTo(1 / 3., within(1e-12));
    Merge frequent = train(13, PieceCriterion.FREQUENCY, UNDERSCORE).merges().get(0);
    // (e,s) and (s,t) occur 9 times each; the first by text is taken.
    assertThat(frequent).isEqualTo(new Merge("e", "s", 9, 9));
  }

  @Test
  void marksWhatContinuesAWordAndPutsTheAlphabetFirst() {
    Trained trained = train(23, PieceCriterion.LIKELIHOOD, PieceMarking.CONTINUATION);
    assertThat(trained.pieces())
        .containsExactly(
            "[UNK]", "d", "e", "i", "l", "n", "o", "r", "s", "t", "w", "##d", "##e", "##i", "##l",
            "##n", "##o", "##r", "##s", "##t", "##w", "##st", "lo");
    assertThat(trained.alphabet()).isEqualTo(10);
  }

  @Test
  void countsAPieceBesideItselfWithoutOverlap() {
    // b aaa: (a,a) can be merged once, not twice.
    Trained trained =
        new WordPieceTrainer(settings(20, PieceCriterion.FREQUENCY, UNDERSCORE))
            .train(WordCounts.of(Map.of("aaa", 1L)));
    assertThat(trained.merges().get(0)).isEqualTo(new Merge("_", "a", 1, 1));
    assertThat(trained.pieces()).containsExactly("[UNK]", "_", "a", "_a", "_aa", "_aaa");
    double same = PieceCriterion.LIKELIHOOD.value(1, 3, 3, true, 4);
    // F(1) + F(1) - F(3) - F(3) + F(4)
    assertThat(same).isCloseTo(-6 * Math.log(3) + 4 * Math.log(4), within(1e-12));
  }

  @Test
  void keepsTheMostFrequentCharactersAndTheReservedOnes() {
    Settings settings =
        new Settings(
            100, PieceCriterion.LIKELIHOOD, UNDERSCORE, 3, "ж", List.of("[UNK]"), "[UNK]", 0, 100);
    Trained trained =
        new WordPieceTrainer(settings)
            .train(WordCounts.of(Map.of("aab", 5L, "abc", 3L, "qab", 1L)));
    assertThat(trained.pieces()).startsWith("[UNK]", "_", "a", "b", "ж").doesNotContain("c", "q");
    assertThat(trained.unknownCharacters()).isEqualTo(4);
    // What is unknown is in no piece, and nothing is merged across it.
    assertThat(trained.pieces()).noneMatch(p -> p.contains("[UNK]") && p.length() > 5);
  }

  @Test
  void doesNotLearnFromWordsThatAreTooLong() {
    Trained trained =
        new WordPieceTrainer(settings(100, PieceCriterion.LIKELIHOOD, UNDERSCORE))
            .train(WordCounts.of(Map.of("a".repeat(101), 7L, "ab", 1L)));
    assertThat(trained.tooLong()).isEqualTo(7);
    assertThat(trained.pieces()).containsExactly("[UNK]", "_", "a", "b", "_a", "_ab");
  }

  @Test
  void makesNoPieceThatIsWrittenLikeAnother() {
    // #, ### and ##a: joined they would be written ##a, as the continuation a is.
    Trained trained =
        new WordPieceTrainer(settings(100, PieceCriterion.FREQUENCY, PieceMarking.CONTINUATION))
            .train(WordCounts.of(Map.of("##a", 9L, "xa", 1L)));
    assertThat(trained.pieces()).doesNotHaveDuplicates();
  }

  @Test
  void findsTheSameMergesWhateverUnitCountsHave() {
    Settings settings = settings(24, PieceCriterion.LIKELIHOOD, UNDERSCORE);
    Map<String, Long> scaled = new java.util.HashMap<>();
    FOUR.forEach((word, count) -> scaled.put(word, count << 40));
    Trained plain = new WordPieceTrainer(settings).train(WordCounts.of(FOUR));
    Trained large = new WordPieceTrainer(settings).train(WordCounts.of(scaled));
    assertThat(large.pieces()).isEqualTo(plain.pieces());
    for (int i = 0; i < plain.merges().size(); i++) {
      assertThat(large.merges().get(i).value() / (1L << 40))
          .isCloseTo(plain.merges().get(i).value(), within(1e-9));
    }
  }

  @Test
  void refusesASizeBelowSpecialTokensAndAlphabet() {
    assertThatThrownBy(() -> train(5, PieceCriterion.LIKELIHOOD, UNDERSCORE))
        .hasMessage(
            "vocabulary size 5 is too small: 1 special tokens and an alphabet of 10 characters"
                + " need 12; ask for more, or for a smaller alphabet");
  }

  @Test
  void refusesAnUnknownTokenThatIsNone() {
    assertThatThrownBy(
            () ->
                new Settings(
                    9, PieceCriterion.SCORE, UNDERSCORE, 9, "", List.of("[CLS]"), "[UNK]", 0, 100))
        .hasMessage(
            "the unknown token '[UNK]' is not one of the special tokens [[CLS]]; add it to them");
  }

  @Test
  void refusesNoText() {
    assertThatThrownBy(
            () -> new WordPieceTrainer(Settings.ofSize(1000)).train(WordCounts.of(Map.of("a", 0L))))
        .hasMessageContaining("no words to learn from");
  }
}
