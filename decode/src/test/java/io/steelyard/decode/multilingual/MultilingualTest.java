package io.steelyard.decode.multilingual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MultilingualTest {
  private static final double[][] POOL = {
    {1, .6, .5, .1, .2},
    {.6, 1, .7, .2, .1},
    {.5, .7, 1, .3, .2},
    {.1, .2, .3, 1, .4},
    {.2, .1, .2, .4, 1}
  };
  private static final double[][] EVIDENCE = {
    {.2, .3, .1}, {.8, .7, .9}, {.4, .5, .3}, {.1, .1, .2}, {.2, .2, .1}
  };
  private static final boolean[] ALL = {true, true, true, true, true};

  @Test
  void plainMbrTakesTheTextThatAgreesMost() {
    double[] with = MinimumBayesRisk.scores(POOL, null, null, true);
    assertThat(with).containsExactly(new double[] {.48, .52, .54, .40, .38}, within(1e-12));
    double[] without = MinimumBayesRisk.scores(POOL, null, null, false);
    assertThat(without).containsExactly(new double[] {.35, .40, .425, .25, .225}, within(1e-12));
    assertThat(MinimumBayesRisk.select(with, 0, ALL)).isEqualTo(2);
    assertThat(MinimumBayesRisk.select(without, 0, ALL)).isEqualTo(2);
  }

  @Test
  void evidenceInAnotherLanguageTurnsTheChoice() {
    double[] with = MinimumBayesRisk.scores(POOL, EVIDENCE, null, true);
    assertThat(with).containsExactly(new double[] {.375, .625, .4875, .3, .3}, within(1e-12));
    double[] without = MinimumBayesRisk.scores(POOL, EVIDENCE, null, false);
    assertThat(without)
        .containsExactly(new double[] {.28571429, .57142857, .41428571, .2, .2}, within(1e-8));
    assertThat(MinimumBayesRisk.select(with, 0, ALL)).isEqualTo(1);
    double[][] none = new double[5][0];
    assertThat(MinimumBayesRisk.scores(POOL, none, null, true))
        .containsExactly(MinimumBayesRisk.scores(POOL, null, null, true));
  }

  @Test
  void copiesAreVotes() {
    double[] once = MinimumBayesRisk.scores(POOL, null, new int[] {1, 1, 1, 1, 1}, false);
    double[] twice = MinimumBayesRisk.scores(POOL, null, new int[] {2, 1, 1, 1, 1}, false);
    assertThat(twice[0]).isGreaterThanOrEqualTo(once[0]);
  }

  @Test
  void tiesGoToTheGreedyTextAndWrongLanguagesAreNotChosen() {
    double[] scores = {.5, .7, .7};
    assertThat(MinimumBayesRisk.select(scores, 2, new boolean[] {true, true, true})).isEqualTo(2);
    assertThat(MinimumBayesRisk.select(scores, 0, new boolean[] {true, true, true})).isEqualTo(1);
    assertThat(MinimumBayesRisk.select(scores, 2, new boolean[] {true, false, false})).isZero();
    assertThat(MinimumBayesRisk.select(scores, 2, new boolean[3])).isEqualTo(2);
  }

  @Test
  void hopeAndRiskAreAgainstTheGreedyText() {
    PoolQuality quality = PoolQuality.of(new double[] {.3, .6, .7, .45, .2}, .5);
    assertThat(quality.hope()).isCloseTo(.4, within(1e-12));
    assertThat(quality.risk()).isCloseTo(-.6, within(1e-12));
    assertThat(PoolQuality.of(new double[] {.3}, 0).hope()).isNaN();
  }

  @Test
  void chrFIsThatOfTheNote() {
    assertThat(ChrF.score("the cat sat", "the dog sat")).isCloseTo(.242063492063492, within(1e-12));
    assertThat(ChrF.score("a b c", "a b c")).isEqualTo(1);
    assertThat(ChrF.score("abc", "xyz")).isZero();
    assertThat(ChrF.score("", "xyz")).isZero();
  }

  @Test
  void aHedgedPoolHasTheSameSize() {
    assertThat(PoolPlan.of(5, true, List.of(.7)).temperatures())
        .containsExactly(0.0, .7, .7, .7, .7);
    assertThat(PoolPlan.of(5, false, List.of(.7, .9)).temperatures())
        .containsExactly(.7, .9, .7, .9, .7);
  }

  @Test
  void aJudgeFindsThePlantedAnswerWhateverTheOrder() {
    List<String> candidates = List.of("bad", "worse", "GOOD", "poor");
    for (int request = 0; request < 20; request++) {
      Chops.Choice choice =
          Chops.choose(
              "task",
              candidates,
              7,
              request,
              question -> {
                int place = question.split("GOOD")[0].split("Answer \\d+:").length - 1;
                return "- checks\nBest: " + place + ".";
              });
      assertThat(choice.index()).isEqualTo(2);
      assertThat(choice.asks()).isEqualTo(1);
    }
  }

  @Test
  void aJudgeThatNamesNoneIsAskedTwiceAndThenLeftOut() {
    Chops.Choice choice = Chops.choose("t", List.of("a", "b"), 7, 0, q -> "I like them all");
    assertThat(choice.fellBack()).isTrue();
    assertThat(choice.asks()).isEqualTo(2);
    assertThat(Chops.parse("best: 3", 2)).isEmpty();
    assertThat(Chops.parse("the best: 1 of all", 2)).isEmpty();
    assertThat(Chops.parse("best: 1\nbest: 2", 2)).hasValue(1);
  }

  @Test
  void theMajorityWinsAndTiesGoToTheMoreProbable() {
    assertThat(
            MajorityVote.select(
                List.of("x 4", "y 5", "z 4"), new double[] {-2, -1, -3}, text -> text.substring(2)))
        .isZero();
    assertThat(
            MajorityVote.select(
                List.of("x 4", "y 5"), new double[] {-2, -1}, text -> text.substring(2)))
        .isEqualTo(1);
  }
}
