package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.mix.rules.Cooldown;
import io.steelyard.mix.rules.Scalarization;
import io.steelyard.mix.rules.Temperature;
import io.steelyard.mix.rules.ValidationSwitch;
import io.steelyard.mix.rules.ValidationSwitch.Known;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Vectors and identities of Cooldown and of loss weights. */
class CooldownTest {
  private static final double[] D = {2733, 162, 39, 1};
  private static final List<String> NAMES = Draw.names(4);
  private static final List<String> TWO = Draw.names(2);
  private static final double[] NINETY_TEN = {90, 10};

  private static void close(double[] actual, double... expected) {
    for (int k = 0; k < expected.length; k++) {
      assertThat(actual[k]).isCloseTo(expected[k], Offset.offset(5e-9 * Math.max(1, expected[k])));
    }
  }

  @Test
  void lossWeightsAndFactorsMatchTheirVectors() {
    close(Scalarization.of(NAMES, D, 1).weights(), 1, 1, 1, 1);
    close(
        Scalarization.of(NAMES, D, 3.33).weights(),
        .5966009785,
        4.3082677645,
        11.6689627066,
        151.4606023304);
    close(
        Scalarization.of(NAMES, D, 5).weights(),
        .4878798472,
        4.6774868241,
        14.6141277299,
        273.9205307266);
    close(
        Scalarization.of(NAMES, D, 100).weights(),
        .2786158149,
        4.5693995583,
        18.7122081071,
        703.5241332225);
    assertThat(Cooldown.factor(NAMES, D, 1)).isCloseTo(1, Offset.offset(1e-12));
    assertThat(Cooldown.factor(NAMES, D, 3.33)).isCloseTo(10.98140063, Offset.offset(5e-9));
    assertThat(Cooldown.factor(NAMES, D, 5)).isCloseTo(29.83192495, Offset.offset(5e-9));
    assertThat(Cooldown.factor(NAMES, D, 100)).isCloseTo(174.51330404, Offset.offset(5e-9));
  }

  @Test
  void twoDomainsMatchTheirVectors() {
    close(Scalarization.of(TWO, NINETY_TEN, 2).weights(), .8333333333, 2.5);
    assertThat(Cooldown.factor(TWO, NINETY_TEN, 2)).isCloseTo(1.25, Offset.offset(1e-12));
    assertThat(Cooldown.factor(TWO, NINETY_TEN, 5)).isCloseTo(1.946555442, Offset.offset(5e-10));
    assertThat(Cooldown.factor(TWO, NINETY_TEN, Double.POSITIVE_INFINITY))
        .isCloseTo(2.777777778, Offset.offset(5e-10));
  }

  @Test
  void gradientVariancesMatchTheirVectors() {
    Scalarization uniform = Scalarization.of(TWO, NINETY_TEN, Double.POSITIVE_INFINITY);
    // Means +1 and -1 cancel in the uniform target, so second moments are variances; m = 1 + .5.
    assertThat(uniform.secondMoment(1.5, 1.5)).isCloseTo(4.1666666667, Offset.offset(5e-10));
    assertThat(uniform.sampledSecondMoment(1.5, 1.5)).isCloseTo(1.5, Offset.offset(1e-12));
  }

  @Test
  void largeGradientsInTheHeadTurnTheComparisonRound() {
    Scalarization uniform = Scalarization.of(TWO, NINETY_TEN, Double.POSITIVE_INFINITY);
    assertThat(uniform.secondMoment(4, .1)).isCloseTo(1.3611111111, Offset.offset(5e-10));
    assertThat(uniform.sampledSecondMoment(4, .1)).isCloseTo(2.05, Offset.offset(1e-12));
    assertThat(uniform.secondMoment(1, 1)).isCloseTo(2.7777777778, Offset.offset(5e-10));
    assertThat(uniform.sampledSecondMoment(1, 1)).isEqualTo(1);
  }

  @Test
  void lossWeightsGiveTheGradientOfUpsamplingOnAFullPass() {
    // Linear regression y = 3x + domain on 90 + 10 points, one parameter at 0.5.
    Scalarization s = Scalarization.of(TWO, NINETY_TEN, 5);
    double[] weights = s.weights();
    double weighted = 0;
    double[] means = new double[2];
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < NINETY_TEN[k]; i++) {
        double x = Draws.unit(Draws.mix(Draws.key(1, Purpose.SYNTHETIC), k, i));
        double gradient = 2 * x * (.5 * x - 3 * x - k);
        weighted += weights[k] * gradient / 100;
        means[k] += gradient / NINETY_TEN[k];
      }
    }
    double sampled = s.target().value(0) * means[0] + s.target().value(1) * means[1];
    assertThat(Math.abs(sampled - weighted)).isLessThan(1e-9);
  }

  @Test
  void warnsOfWeightsThatNoLongerActLikeUpsampling() {
    assertThat(Scalarization.of(NAMES, D, 5).warnings())
        .hasSize(2)
        .anyMatch(w -> w.contains("'d3' is 273.9"))
        .anyMatch(w -> w.contains("F is 29.8"));
    assertThat(Scalarization.of(TWO, NINETY_TEN, 5).warnings()).isEmpty();
    assertThatThrownBy(() -> new Scalarization(Draw.proportions(.5, .5), Draw.proportions(1, 0)))
        .hasMessageContaining("'d1' is never drawn");
  }

  @Property(tries = 100, seed = "41")
  void identitiesHoldForAnySizes(
      @ForAll @Size(min = 1, max = 10) List<@LongRange(min = 1, max = 1000000) Long> sizes,
      @ForAll @DoubleRange(min = 1, max = 50) double tau) {
    double[] d = sizes.stream().mapToDouble(s -> s).toArray();
    List<String> names = Draw.names(d.length);
    Scalarization s = Scalarization.of(names, d, tau);
    double mass = 0;
    double mean = 0;
    for (int k = 0; k < d.length; k++) {
      mass += s.target().value(k);
      mean += s.natural().value(k) * s.weights()[k];
    }
    assertThat(mass).isCloseTo(1, Offset.offset(1e-12));
    assertThat(mean).isCloseTo(1, Offset.offset(1e-12));
    assertThat(s.factor()).isGreaterThanOrEqualTo(1 - 1e-12);
    assertThat(Cooldown.factor(names, d, tau * 1.3)).isGreaterThanOrEqualTo(s.factor() - 1e-9);
  }

  @Test
  void theTimeAverageMatchesItsVector() {
    Schedule schedule = Cooldown.DEFAULT.atFraction(NAMES, D, .5, 60_000);
    assertThat(schedule.segments()).extracting(Schedule.Segment::from).containsExactly(0L, 30_000L);
    close(
        schedule.timeAverage(60_000).values(), .6927386069, .1566870299, .1037395198, .0468348434);
  }

  @Test
  void switchesWhenTheFirstDomainReachesItsEpochs() {
    long step = Cooldown.DEFAULT.stepAtEpochs(NAMES, D, 4);
    assertThat(step).isEqualTo((long) (4 / .0933289713));
    assertThat(Cooldown.DEFAULT.at(NAMES, D, step).at(step))
        .isEqualTo(Temperature.proportions(NAMES, D, 1));
  }

  @Test
  void everyDomainCanSwitchByItself() {
    long steps = 100_000;
    Schedule schedule = Cooldown.DEFAULT.perDomain(NAMES, D, 4, steps);
    assertThat(schedule.segments()).hasSize(5);
    assertThat(schedule.at(steps).values())
        .containsExactly(Temperature.proportions(NAMES, D, 1).values(), Offset.offset(1e-12));
    // At its own switch each domain was passed over four times.
    for (int k = 0; k < 4; k++) {
      long at = schedule.segments().get(4 - k).from();
      double seen = schedule.timeAverage(at).value(k) * at;
      assertThat(seen / D[k]).isBetween(3.99, 4.0 + 1.5 / D[k]);
    }
  }

  @Test
  void theEffectiveTemperatureOfATemperatureIsItself() {
    Proportions p = Temperature.proportions(NAMES, D, 3.5);
    assertThat(Cooldown.effectiveTemperature(p, D)).isCloseTo(3.5, Offset.offset(1e-6));
  }

  @Test
  void aSwitchAtZeroLeavesOnlyTheEnd() {
    assertThat(Cooldown.DEFAULT.atFraction(NAMES, D, 0, 100).isConstant()).isTrue();
    assertThatThrownBy(() -> Cooldown.DEFAULT.atFraction(NAMES, D, 1.2, 100))
        .hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> new Cooldown(.5, 1)).hasMessageContaining("at least 1");
  }

  @Test
  void oneOverfittingDomainSwitchesThoughTheMeanStillFalls() {
    ValidationSwitch rule = new ValidationSwitch(2, .5);
    Known known = Known.NOTHING;
    double[][] losses = {{5, 2}, {4, 1.9}, {3, 2.2}, {2, 2.6}, {1, 3}};
    long step = 0;
    for (double[] loss : losses) {
      known = rule.after(known, step += 100, loss);
    }
    assertThat(known.switchedAt()).isEqualTo(400);
    assertThat(known.because()).isEqualTo(1);
    Known later = rule.after(known, 600, 0, 0);
    assertThat(later).isSameAs(known);
  }

  @Test
  void oneRiseOrAMissingCheckDoesNotSwitch() {
    ValidationSwitch rule = new ValidationSwitch(2, 0);
    Known known = Known.NOTHING;
    double[][] losses = {{5, Double.NaN}, {6, 1}, {4, Double.NaN}, {5, .9}, {3, 1}, {3, .8}};
    for (double[] loss : losses) {
      known = rule.after(known, 1, loss);
    }
    assertThat(known.hasSwitched()).isFalse();
  }
}
