package io.steelyard.decode.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentivenessTest {
  private static Attentiveness of(double... p) {
    return Attentiveness.of(Arrays.stream(p).map(Math::log).toArray());
  }

  @Test
  void theBoundSaysWhenMissingMassCouldTurnTheChoice() {
    Attentiveness sure = of(.5, .2, .05, .05);
    assertThat(sure.mass()).isCloseTo(.8, within(1e-12));
    assertThat(sure.gap()).isCloseTo(.3, within(1e-12));
    assertThat(sure.resolved()).isTrue();
    assertThat(sure.shortfall()).isZero();
    Attentiveness thin = of(.3, .05, .02, .03);
    assertThat(thin.mass()).isCloseTo(.4, within(1e-12));
    assertThat(thin.resolved()).isFalse();
    assertThat(thin.shortfall()).isCloseTo(.35, within(1e-12));
    Attentiveness equal = of(.4, .35, .1, .1);
    assertThat(equal.gap()).isCloseTo(.05, within(1e-12));
    assertThat(equal.resolved()).isFalse();
  }

  @Test
  void pmiDividesByTheAnswersOwnProbability() {
    double[] num = {Math.log(.02), Math.log(.01), Math.log(.005), Math.log(.001)};
    double[] den = {Math.log(.04), Math.log(.005), Math.log(.01), Math.log(.0001)};
    double[] pmi = Attentiveness.pointwiseMutual(num, den);
    assertThat(pmi)
        .containsExactly(
            new double[] {-.69314718056, .69314718056, -.69314718056, 2.302585092994},
            within(1e-10));
    assertThat(Attentiveness.argmax(num)).isZero();
    assertThat(Attentiveness.argmax(pmi)).isEqualTo(3);
    den[3] = Double.NEGATIVE_INFINITY;
    assertThat(Attentiveness.argmax(Attentiveness.pointwiseMutual(num, den))).isEqualTo(1);
  }

  @Test
  void sumAndMeanOfLogProbabilitiesAreDifferentScores() {
    double[] sums = {-1.2 - .3, -.9 - .8 - .1, -1.6};
    Attentiveness a = Attentiveness.of(sums);
    assertThat(a.mass()).isCloseTo(.5903255663646717, within(1e-12));
    assertThat(a.gap()).isCloseTo(.0212336421537744, within(1e-12));
    assertThat(a.resolved()).isFalse();
    assertThat(a.prediction()).isZero();
    assertThat(Attentiveness.argmax(new double[] {-.75, -.6, -1.6})).isEqualTo(1);
  }

  @Test
  void noSynonymOfTheRunnerUpTurnsAResolvedChoice() {
    for (int test = 0; test < 10_000; test++) {
      double[] p = new double[4];
      double sum = Draws.unit(Draws.mix(31, test, 9)) / 2;
      for (int i = 0; i < 4; i++) {
        p[i] = Draws.unit(Draws.mix(31, test, i)) + 1e-9;
        sum += p[i];
      }
      for (int i = 0; i < 4; i++) {
        p[i] /= sum;
      }
      Attentiveness a = of(p);
      double[] sorted = p.clone();
      Arrays.sort(sorted);
      if (a.resolved()) {
        assertThat(sorted[3]).isGreaterThan(sorted[2] + a.missing());
      } else {
        assertThat(sorted[3]).isLessThanOrEqualTo(sorted[2] + a.missing() + 1e-9);
      }
      double[] turned = {p[2], p[0], p[3], p[1]};
      assertThat(of(turned).mass()).isCloseTo(a.mass(), within(1e-12));
      assertThat(of(turned).resolved()).isEqualTo(a.resolved());
    }
  }

  @Test
  void promptsHaveTheShapesOfTheStyles() {
    Item item = new Item("1", "Where?", List.of("here", "there, now", "nowhere"), 1);
    Item shot = new Item("2", "When?", List.of("now", "never"), 0);
    assertThat(PromptStyle.NO_CHOICES.prompt(item, List.of(shot), "odd"))
        .isEqualTo("When? now\nWhere?");
    assertThat(PromptStyle.STRINGS.prompt(item, List.of(), "odd"))
        .isEqualTo(
            "Let's answer odd questions.\n\nquestion: Where?\nanswer choices: here, there and now,"
                + " or nowhere\nThe correct answer is:");
    assertThat(PromptStyle.LETTERS.prompt(item, List.of(shot), "odd"))
        .endsWith(
            "Question: When?\n"
                + "Choices:\n"
                + " A: now\n"
                + " B: never\n"
                + "Answer: A\n\n"
                + "Question: Where?\n"
                + "Choices:\n"
                + " A: here\n"
                + " B: there, now\n"
                + " C: nowhere\n"
                + "Answer:");
    assertThat(PromptStyle.LETTERS.target(item, 2)).isEqualTo(" C");
    assertThat(PromptStyle.normalised(" here. \nand more")).isEqualTo("here");
  }

  @Test
  void badItemsAreNamed() {
    assertThatThrownBy(() -> new Item("q7", "?", List.of("a", "a"), 0))
        .hasMessageContaining("item q7 has the same choice twice");
    assertThatThrownBy(() -> new Item("q7", "?", List.of("a"), 0))
        .hasMessageContaining("1 choices");
    assertThat(new Item("1", "?", List.of("New", "New York"), 0).nested()).isTrue();
    assertThat(of(.9, .9).overlaps()).isTrue();
    assertThat(of(.9, .9).resolved()).isFalse();
  }
}
