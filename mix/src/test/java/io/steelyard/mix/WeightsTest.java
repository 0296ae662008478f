package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.counts.Proportions;
import io.steelyard.mix.rules.Allocation;
import io.steelyard.mix.rules.DoReMi;
import io.steelyard.mix.rules.Epochs;
import io.steelyard.mix.rules.InverseSquareRoot;
import io.steelyard.mix.rules.Temperature;
import io.steelyard.mix.rules.UniMax;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Vectors and identities of the pure weight rules. */
class WeightsTest {
  private static final double[] D = {2733, 162, 39, 1};
  private static final List<String> NAMES = Draw.names(4);

  private static void close(double[] actual, double tolerance, double... expected) {
    assertThat(actual).containsExactly(expected, Offset.offset(tolerance));
  }

  private static double[] temperature(double tau, double... sizes) {
    return Temperature.proportions(Draw.names(sizes.length), sizes, tau).values();
  }

  @Test
  void temperatureMatchesItsVectors() {
    close(temperature(1, D), 5e-11, .9311754685, .0551959114, .0132879046, .0003407155);
    close(temperature(3.33, D), 5e-11, .5555401957, .2377987659, .1550560632, .0516049752);
    close(temperature(5, D), 5e-11, .4543017452, .2581781484, .1941911351, .0933289713);
    close(temperature(100, D), 5e-11, .2594402120, .2522121732, .2486460362, .2397015786);
    close(temperature(2, 90, 10), 1e-15, .75, .25);
  }

  @Test
  void keepsTheRareDomainAtTauInfinity() {
    close(temperature(Double.POSITIVE_INFINITY, 1e9, 1, 0), 0, .5, .5, 0);
  }

  @Test
  void aTinyAndAHugeDomainDoNotOverflow() {
    close(temperature(1, 1e300, 1e-300), 0, 1, 0);
    close(temperature(1000, 1e300, 1e-300), .3, .6, .4);
  }

  @Test
  void temperatureSaysWhatIsWrong() {
    assertThatThrownBy(() -> temperature(0, D)).hasMessageContaining("must be positive, was 0");
    assertThatThrownBy(() -> temperature(Double.NaN, D)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> temperature(.5, D)).hasMessageContaining("allow-sharpen");
    assertThatThrownBy(() -> temperature(2, 0, 0)).hasMessageContaining("all 2 domains are empty");
    assertThatThrownBy(() -> temperature(2, 5, -1)).hasMessageContaining("'d1' is -1");
    close(
        Temperature.proportions(Draw.names(2), new double[] {3, 1}, .5, true).values(),
        1e-15,
        .9,
        .1);
  }

  @Test
  void seqioRatesMatchTheirVector() {
    double[] rates = Temperature.rates(new double[] {1e7, 1e5, 500}, 1 << 19, 2);
    close(rates, 5e-7, 724.0773439, 316.2277660, 22.3606798);
    close(Proportions.normalise(Draw.names(3), rates).values(), 5e-7, .681378, .297580, .021042);
  }

  @Test
  void fairseqVirtualSizesMatchTheirVector() {
    double[] sizes = Temperature.virtualSizes(new double[] {1000, 100, 10}, 5);
    close(sizes, 5e-4, 1000, 630.957, 398.107);
    double total = DoubleStream.of(sizes).sum();
    assertThat(Math.round(total)).isEqualTo(2029);
    assertThat(Math.min(total, 1.5 * 1110)).isEqualTo(1665);
  }

  @Test
  void inverseSquareRootIsTemperatureTwo() {
    close(InverseSquareRoot.proportions(NAMES, D).values(), 1e-12, temperature(2, D));
    close(InverseSquareRoot.unitWeights(90, 10), 1e-9, .8333333333, 2.5);
  }

  @Test
  void uniMaxMatchesItsVectors() {
    Allocation four = UniMax.allocate(NAMES, D, 400, 4);
    close(four.units(), 0, 132, 132, 132, 4);
    assertThat(four.isBudgetUnmet()).isFalse();
    close(UniMax.allocate(NAMES, D, 400, 1).units(), 0, 198, 162, 39, 1);
    Allocation unmet = UniMax.allocate(Draw.names(3), new double[] {10, 5, 1}, 1000, 4);
    close(unmet.units(), 0, 40, 20, 4);
    close(unmet.proportions().values(), 0, .625, .3125, .0625);
    assertThat(unmet.isBudgetUnmet()).isTrue();
    assertThat(unmet.unmet()).isEqualTo(936);
  }

  @Test
  void capsGiveWhatIsOverToTheOthers() {
    Allocation capped = Epochs.cap(Draw.proportions(.5, .5), new double[] {1000, 10}, 100, 2);
    close(capped.units(), 1e-12, 80, 20);
    Allocation all = Epochs.cap(Draw.proportions(.5, .5), new double[] {10, 10}, 100, 2);
    close(all.units(), 1e-12, 20, 20);
    assertThat(all.unmet()).isEqualTo(60);
    // The second domain reaches its cap only through what the first gave up.
    close(
        Epochs.cap(Draw.proportions(.6, .3, .1), new double[] {10, 35, 1000}, 100, 1).units(),
        1e-12,
        10,
        35,
        55);
  }

  @Test
  void epochsAndWeightsAreInverse() {
    double[] sizes = {1000, 100, 10};
    Proportions p = Draw.proportions(.5, .3, .2);
    double[] epochs = Epochs.of(p, sizes, 500);
    close(epochs, 1e-12, .25, 1.5, 10);
    Allocation back = Epochs.allocate(Draw.names(3), sizes, epochs);
    close(back.proportions().values(), 1e-15, .5, .3, .2);
    assertThat(DoubleStream.of(back.units()).sum()).isCloseTo(500, Offset.offset(1e-9));
    assertThatThrownBy(() -> Epochs.of(p, new double[] {5, 5, 0}, 10))
        .hasMessageContaining("'d2' is empty");
  }

  @Property(tries = 200, seed = "31")
  void cappedAllocationsSpendTheBudgetOrAreAllCapped(
      @ForAll @Size(min = 1, max = 12) List<@LongRange(min = 1, max = 100000) Long> sizes,
      @ForAll @DoubleRange(min = .1, max = 20) double cap,
      @ForAll @IntRange(min = 1, max = 1000000) int budget) {
    double[] d = sizes.stream().mapToDouble(s -> s).toArray();
    List<String> names = Draw.names(d.length);
    for (Allocation a :
        List.of(
            UniMax.allocate(names, d, budget, cap),
            Epochs.cap(Temperature.proportions(names, d, 3), d, budget, cap))) {
      double sum = 0;
      boolean allCapped = true;
      for (int k = 0; k < d.length; k++) {
        assertThat(a.units()[k]).isLessThanOrEqualTo(cap * d[k] * (1 + 1e-12));
        allCapped &= a.units()[k] >= cap * d[k] * (1 - 1e-9);
        sum += a.units()[k];
      }
      assertThat(sum + a.unmet()).isCloseTo(budget, Offset.offset(1e-6 * budget));
      assertThat(a.isBudgetUnmet() && !allCapped).isFalse();
    }
  }

  @Test
  void doReMiMatchesItsVectors() {
    double[] first =
        DoReMi.update(
            new double[] {.5, .3, .2}, new double[] {.2, .5, 0}, DoReMi.ETA, DoReMi.SMOOTHING);
    close(first, 5e-11, .4677219618, .3788785274, .1533995108);
    close(
        DoReMi.update(first, new double[] {.1, .6, .05}, 1, 1e-3),
        5e-11,
        .3776670055,
        .5042805294,
        .1180524651);
  }
}
