package io.steelyard.mix.clones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.stats.Interval;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClonesTest {
  /** Monolingual runs of the paper's notebook. */
  private static final List<MonolingualLaw.Run> PAPER =
      List.of(
          new MonolingualLaw.Run(.0999726, 48.358189),
          new MonolingualLaw.Run(.4999726, 25.308240),
          new MonolingualLaw.Run(1, 21.930433));

  @Test
  void aCloneIsTheSameTextWithOtherIds() {
    ClonedVocabulary vocabulary = ClonedVocabulary.whole(6, 2);
    assertThat(vocabulary.total()).isEqualTo(18);
    assertThat(vocabulary.in(1, 3, 1, 5, 0, 0)).containsExactly(9, 7, 11, 0, 0);
    assertThat(vocabulary.in(2, 3)).containsExactly(15);
    assertThat(vocabulary.original(vocabulary.in(2, 3, 1, 5, 0))).containsExactly(3, 1, 5, 0);
    assertThatThrownBy(() -> vocabulary.in(3, 1)).hasMessageContaining("languages 0 to 2");
    assertThatThrownBy(() -> vocabulary.in(1, 6)).hasMessageContaining("vocabulary of 6");
    assertThatThrownBy(() -> ClonedVocabulary.whole(1, 1)).hasMessageContaining("at least 2 ids");
  }

  @Test
  void anchorsAreSharedByBothLanguages() {
    ClonedVocabulary half = ClonedVocabulary.part(100, .5, 0);
    int[] all = new int[100];
    Arrays.setAll(all, i -> i);
    long moved = Arrays.stream(half.in(1, all)).filter(id -> id >= 100).count();
    // Half of the ids; padding, if it was among them, stays.
    assertThat(moved).isBetween(49L, 50L);
    assertThat(half.original(half.in(1, all))).containsExactly(all);
    assertThat(ClonedVocabulary.part(10, 0, 0).in(1, 4)).containsExactly(4);
    assertThatThrownBy(() -> ClonedVocabulary.part(10, 1.5, 0)).hasMessageContaining("[0, 1]");
  }

  @Test
  void theLanguageOfASequenceDependsOnItsNumberAlone() {
    ClonedVocabulary vocabulary = ClonedVocabulary.whole(6, 3);
    long[] counts = new long[4];
    LongStream.range(0, 40_000).forEach(s -> counts[vocabulary.language(.4, 7, s)]++);
    assertThat(counts[0] / 40_000.).isCloseTo(.6, within(.01));
    for (int k = 1; k <= 3; k++) {
      assertThat(counts[k] / 40_000.).isCloseTo(.4 / 3, within(.01));
    }
    assertThat(vocabulary.language(0, 7, 5)).isZero();
    assertThat(vocabulary.language(1, 7, 5)).isPositive();
    assertThat(vocabulary.language(.4, 7, 99)).isEqualTo(vocabulary.language(.4, 7, 99));
  }

  @Test
  void stagesAreEqualAndTheLastTakesTheRest() {
    StagedShare share = StagedShare.of(".1_.9_.5_.5");
    double[] steps = new double[10];
    Arrays.setAll(steps, s -> share.at(s, 10));
    assertThat(steps).containsExactly(.1, .1, .9, .9, .5, .5, .5, .5, .5, .5);
    assertThat(share.mean(10)).isCloseTo(.5, within(1e-12));
    assertThat(StagedShare.of(".05_.65_.65_.65").mean(18_265))
        .isCloseTo(.5000082124, within(1e-10));
    assertThatThrownBy(() -> StagedShare.of(".1_x")).hasMessageContaining(".1_.9_.5_.5");
    assertThatThrownBy(() -> StagedShare.of("1.5")).hasMessageContaining("[0, 1]");
  }

  @Test
  void theLawGoesThroughThePapersRuns() {
    MonolingualLaw law = MonolingualLaw.fit(PAPER);
    assertThat(law.a()).isCloseTo(.0328957100, within(1e-8));
    assertThat(law.b()).isCloseTo(.2448753341, within(1e-7));
    assertThat(law.c()).isCloseTo(.0784944449, within(1e-8));
    assertThat(law.data(32.805344)).isCloseTo(.2135139429, within(1e-7));
    assertThat(law.efficiency(32.805344, .1)).isCloseTo(2.1351394293, within(1e-6));
    assertThat(law.efficiency(22.459745, .9)).isCloseTo(.9744200769, within(1e-6));
    assertThat(law.efficiency(26.125090, .5)).isCloseTo(.8803189547, within(1e-6));
    for (MonolingualLaw.Run run : PAPER) {
      assertThat(law.perplexity(run.x())).isCloseTo(run.perplexity(), within(1e-6));
      assertThat(law.efficiency(run.perplexity(), run.x())).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void whatTheLawCannotSayIsSaid() {
    MonolingualLaw law = MonolingualLaw.fit(PAPER);
    assertThat(law.data(12)).isInfinite();
    assertThat(law.data(9.2e10)).isFinite();
    assertThat(law.extrapolates(21)).isTrue();
    assertThat(law.extrapolates(30)).isFalse();
    assertThatThrownBy(() -> MonolingualLaw.fit(PAPER.subList(0, 2)))
        .hasMessageContaining("at least 3 amounts");
  }

  @Test
  void intervalsCoverNoiseAndShrinkWithoutIt() {
    MonolingualLaw law = MonolingualLaw.fit(PAPER);
    List<MonolingualLaw.Run> runs = new ArrayList<>();
    List<MonolingualLaw.Run> exact = new ArrayList<>();
    double[] amounts = {.1, .25, .5, 1};
    for (int i = 0; i < 8; i++) {
      double x = amounts[i % 4];
      double noise = 1 + .01 * (Draws.unit(Draws.sm(i)) - .5);
      runs.add(new MonolingualLaw.Run(x, law.perplexity(x) * noise));
      exact.add(new MonolingualLaw.Run(x, law.perplexity(x)));
    }
    Interval noisy = MonolingualLaw.efficiencyInterval(runs, 32.805344, .1, 200, .9, 1);
    assertThat(noisy.lo()).isLessThan(2.2);
    assertThat(noisy.hi()).isGreaterThan(2.07);
    Interval narrow = MonolingualLaw.efficiencyInterval(exact, 32.805344, .1, 200, .9, 1);
    assertThat(narrow.width()).isLessThan(1e-3);
  }

  @Test
  void realVocabulariesAreDisjointOrAnchored() {
    List<byte[]> first = pieces("", "a", "b");
    List<byte[]> second = pieces("", "b", "c");
    AnchoredVocabulary disjoint = new AnchoredVocabulary(first, second, false);
    assertThat(disjoint.ofSecond(0, 1, 2)).containsExactly(0, 4, 5);
    assertThat(disjoint.total()).isEqualTo(6);
    AnchoredVocabulary anchored = new AnchoredVocabulary(first, second, true);
    assertThat(anchored.ofSecond(0, 1, 2)).containsExactly(0, 2, 3);
    assertThat(anchored.total()).isEqualTo(4);
  }

  private static List<byte[]> pieces(String... texts) {
    return Arrays.stream(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @Test
  void alignmentComparesPlacesOrMatchesThem() {
    float[][] one = {{1, 0}, {0, 1}};
    float[][] crossed = {{0, 2}, {3, 0}};
    assertThat(HiddenAlignment.placeByPlace(one, one)).isEqualTo(1);
    assertThat(HiddenAlignment.placeByPlace(one, crossed)).isZero();
    assertThat(HiddenAlignment.matched(one, crossed)).isCloseTo(1, within(1e-12));
    float[][] longer = {{1, 1}, {0, 2}, {3, 0}};
    assertThat(HiddenAlignment.matched(longer, one)).isCloseTo(1, within(1e-12));
    assertThat(HiddenAlignment.leastCost(new double[][] {{-.9, -.8}, {-.7, -.1}}))
        .isCloseTo(-1.5, within(1e-12));
    assertThatThrownBy(() -> HiddenAlignment.placeByPlace(one, longer))
        .hasMessageContaining("equal, positive length");
  }

  @Test
  void theMatchingIsTheBestOfAll() {
    for (int trial = 0; trial < 50; trial++) {
      double[][] cost = new double[4][5];
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 5; j++) {
          cost[i][j] = Draws.unit(Draws.mix(trial, i, j)) - .5;
        }
      }
      assertThat(HiddenAlignment.leastCost(cost))
          .isCloseTo(best(cost, 0, new boolean[5]), within(1e-12));
    }
  }

  private static double best(double[][] cost, int row, boolean[] used) {
    if (row == cost.length) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < used.length; j++) {
      if (!used[j]) {
        used[j] = true;
        least = Math.min(least, cost[row][j] + best(cost, row + 1, used));
        used[j] = false;
      }
    }
    return least;
  }
}
