package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.counts.Proportions;
import io.steelyard.mix.rules.CategoryMix;
import io.steelyard.mix.rules.CategoryMix.MassRule;
import io.steelyard.mix.rules.CategoryMix.Within;
import io.steelyard.mix.rules.InverseSquareRootRate;
import io.steelyard.mix.rules.PlackettBurman;
import io.steelyard.mix.rules.UpsamplingWindow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Vectors and identities of the upsampling window. */
class UpsamplingWindowTest {
  private static final List<String> NAMES = List.of("cc-large", "cc-small", "domain", "code");
  private static final Proportions BASE = Proportions.of(NAMES, .3435, .3670, .0717, .2178);
  private static final Proportions WINDOW = Proportions.of(NAMES, 0, .30, .35, .35);

  private static UpsamplingWindow window(double fraction) {
    return new UpsamplingWindow(fraction, BASE, WINDOW);
  }

  @Test
  void countsStepsAndBeginsTheWindowAsThePaperDoes() {
    long steps = UpsamplingWindow.steps(1_000_000_000_000L, 960, 4096);
    assertThat(steps).isEqualTo(254_314);
    assertThat(window(.2).begin(steps)).isEqualTo(203_451);
    assertThat(window(.2).schedule(steps).at(203_450)).isEqualTo(BASE);
    assertThat(window(.2).schedule(steps).at(203_451)).isEqualTo(WINDOW);
  }

  @Test
  void tokensOfARunMatchTheirVectors() {
    Offset<Double> close = Offset.offset(1e-9);
    assertThat(window(.05).units(1000)).containsExactly(at(326.325, 363.65, 85.615, 224.41), close);
    assertThat(window(.1).units(1000)).containsExactly(at(309.15, 360.3, 99.53, 231.02), close);
    assertThat(window(.2).units(1000)).containsExactly(at(274.8, 353.6, 127.36, 244.24), close);
    assertThat(window(.3).units(1000)).containsExactly(at(240.45, 346.9, 155.19, 257.46), close);
  }

  private static double[] at(double... values) {
    return values;
  }

  @Test
  void multipliersMatchTheirVector() {
    assertThat(window(.2).multipliers())
        .containsExactly(at(0, .8174386921, 4.8814504881, 1.6069788797), Offset.offset(5e-11));
  }

  @Test
  void noWindowIsTheBaseRunByteForByte() {
    SamplerSettings base =
        SamplerSettings.of(domains(), io.steelyard.core.counts.Schedule.constant(BASE), 5);
    SamplerSettings none = base.withSchedule(window(0).schedule(1000));
    assertThat(none.hash()).isEqualTo(base.hash());
    assertThat(Draw.take(new Sampler(none), 1000)).isEqualTo(Draw.take(new Sampler(base), 1000));
  }

  @Test
  void everyBranchAgreesWithTheBaseRunBeforeItsWindowAndRepeatsNothingAfter() {
    SamplerSettings base =
        SamplerSettings.of(domains(), io.steelyard.core.counts.Schedule.constant(BASE), 5);
    List<Draw> expected = Draw.take(new Sampler(base), 1000);
    for (double fraction : at(.05, .1, .2, .3)) {
      List<Draw> branch =
          Draw.take(new Sampler(base.withSchedule(window(fraction).schedule(1000))), 1000);
      int begin = (int) window(fraction).begin(1000);
      assertThat(branch.subList(0, begin)).isEqualTo(expected.subList(0, begin));
      assertThat(branch.subList(begin, 1000)).noneMatch(d -> d.domain() == 0);
      for (int k = 0; k < 4; k++) {
        int domain = k;
        assertThat(branch.stream().filter(d -> d.domain() == domain).map(Draw::document))
            .doesNotHaveDuplicates();
      }
    }
  }

  private static List<SampledDomain> domains() {
    return NAMES.stream().map(name -> new SampledDomain(name, 900)).toList();
  }

  @Test
  void removalMatchesItsVectors() {
    Proportions mix = Proportions.of(List.of("web", "math", "qa", "code"), .30, .15, .20, .35);
    Map<String, String> categories =
        Map.of("web", "web", "math", "domain", "qa", "domain", "code", "code");
    Offset<Double> close = Offset.offset(5e-11);
    assertThat(remove(mix, MassRule.RENORMALISE_ALL, categories, null))
        .containsExactly(at(.3529411765, 0, .2352941176, .4117647059), close);
    assertThat(remove(mix, MassRule.WITHIN_CATEGORY, categories, null))
        .containsExactly(at(.30, 0, .35, .35), close);
    Proportions base = Proportions.of(List.of("web", "math", "qa", "code"), .8, .05, .05, .1);
    assertThat(remove(mix, MassRule.TO_BASE, categories, base))
        .containsExactly(
            at(.30 + .15 * .8 / .95, 0, .2 + .15 * .05 / .95, .35 + .15 * .1 / .95), close);
  }

  private static double[] remove(
      Proportions mix, MassRule rule, Map<String, String> categories, Proportions base) {
    return CategoryMix.without(mix, Set.of("math"), rule, categories, base).values();
  }

  @Test
  void aRemovalThatNobodyCanTakeIsRefused() {
    Proportions mix = Proportions.of(List.of("web", "math"), .5, .5);
    Map<String, String> categories = Map.of("web", "web", "math", "math");
    assertThatThrownBy(
            () ->
                CategoryMix.without(
                    mix, Set.of("math"), MassRule.WITHIN_CATEGORY, categories, null))
        .hasMessageContaining("category 'math' has no other domain");
    assertThatThrownBy(
            () ->
                CategoryMix.without(
                    mix, Set.of("maths"), MassRule.RENORMALISE_ALL, categories, null))
        .hasMessageContaining("cannot remove [maths]");
  }

  @Test
  void categoriesSpreadTheirShares() {
    Map<String, String> categories = new LinkedHashMap<>();
    categories.put("a", "web");
    categories.put("b", "web");
    categories.put("c", "code");
    Map<String, Double> shares = Map.of("web", .8, "code", .2);
    Map<String, Double> sizes = Map.of("a", 30.0, "b", 10.0, "c", 5.0);
    Offset<Double> close = Offset.offset(1e-12);
    assertThat(CategoryMix.spread(categories, shares, Within.PROPORTIONAL, sizes).values())
        .containsExactly(at(.6, .2, .2), close);
    assertThat(CategoryMix.spread(categories, shares, Within.EQUAL, Map.of()).values())
        .containsExactly(at(.4, .4, .2), close);
    assertThatThrownBy(
            () ->
                CategoryMix.spread(
                    categories, Map.of("web", .5, "books", .5), Within.EQUAL, Map.of()))
        .hasMessageContaining("category 'books' has the share 0.5 but no domain");
    assertThatThrownBy(
            () ->
                CategoryMix.spread(
                    categories, shares, Within.PROPORTIONAL, Map.of("a", 1.0, "b", 1.0)))
        .hasMessageContaining("its domains are empty");
  }

  @Test
  void namesTheNearestEarlierCheckpoint() {
    assertThat(window(.2).branchPoint(1000, List.of(700L, 800L, 900L))).isEqualTo(800);
    assertThatThrownBy(() -> window(.25).branchPoint(1000, List.of(700L, 800L)))
        .hasMessageContaining("begins at step 750")
        .hasMessageContaining("nearest earlier one is at step 700");
    assertThatThrownBy(() -> window(.9).branchPoint(1000, List.of(700L)))
        .hasMessageContaining("all checkpoints are later");
  }

  @Test
  void warnsOfAWindowThatIsTheWholeRun() {
    assertThat(window(1).warnings()).anyMatch(w -> w.contains("whole run"));
    assertThat(window(1).schedule(100).at(0)).isEqualTo(WINDOW);
    assertThat(window(.5).warnings()).anyMatch(w -> w.contains("50%"));
    assertThat(window(.2).warnings()).isEmpty();
    assertThatThrownBy(() -> window(1.5)).hasMessageContaining("[0, 1]");
  }

  @Test
  void theLearningRateGoesOnThroughTheBranch() {
    InverseSquareRootRate plain = InverseSquareRootRate.of(1.2e-4, 10_000, false);
    InverseSquareRootRate cooled = InverseSquareRootRate.of(1.2e-4, 10_000, true);
    assertThat(plain.at(0)).isEqualTo(1.2e-4 / 300);
    assertThat(plain.at(299)).isEqualTo(1.2e-4);
    assertThat(plain.at(1199)).isEqualTo(.6e-4);
    for (long step : new long[] {0, 500, 8000, 8999, 9000}) {
      assertThat(cooled.at(step)).isEqualTo(plain.at(step));
    }
    assertThat(cooled.at(9500)).isCloseTo(plain.at(9500) / 2, Offset.offset(1e-12));
    assertThat(cooled.at(9999)).isLessThan(1e-7);
    // The length of the run does not enter the main part (same warm-up).
    assertThat(new InverseSquareRootRate(1.2e-4, 20_000, 300, 0).at(8000))
        .isEqualTo(plain.at(8000));
  }

  @Test
  void eightBranchesTellSevenEffectsApart() {
    double[] truth = {.5, -1, 2, 0, .25, 3, -.75};
    double[] scores = new double[8];
    for (int run = 0; run < 8; run++) {
      scores[run] = 10;
      for (int j = 0; j < 7; j++) {
        scores[run] += PlackettBurman.keeps(run, j) ? truth[j] : 0;
      }
    }
    assertThat(PlackettBurman.effects(scores)).containsExactly(truth, Offset.offset(1e-12));
    assertThat(List.of(0, 1, 2, 4)).allMatch(j -> PlackettBurman.keeps(0, j));
    assertThatThrownBy(() -> PlackettBurman.effects(1, 2)).hasMessageContaining("8 branches");
  }
}
