package io.steelyard.core.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LargestRemainderTest {
  @Test
  void splitsTheBatchesOfTheSpecification() {
    assertThat(LargestRemainder.split(960, .3435, .3670, .0717, .2178))
        .containsExactly(330, 352, 69, 209);
    assertThat(LargestRemainder.split(960, 0, .30, .35, .35)).containsExactly(0, 288, 336, 336);
    assertThat(LargestRemainder.split(32, .3435, .3670, .0717, .2178))
        .containsExactly(11, 12, 2, 7);
    assertThat(LargestRemainder.split(32, 0, .30, .35, .35)).containsExactly(0, 10, 11, 11);
  }

  @Test
  void aTieGoesToTheLowestIndex() {
    assertThat(LargestRemainder.split(1, .5, .5)).containsExactly(1, 0);
    assertThat(LargestRemainder.split(3, .5, .5)).containsExactly(2, 1);
  }

  @Test
  void fixedPointMatchesItsVector() {
    assertThat(LargestRemainder.fixedPoint(.7, .2, .1))
        .containsExactly(3006477107L, 858993459L, 429496730L);
  }

  @Test
  void aTinyPositiveWeightKeepsOneUnit() {
    assertThat(LargestRemainder.fixedPoint(1e-15, 1, 0)).containsExactly(1, (1L << 32) - 1, 0);
  }

  @Property(seed = "1")
  void partsSumToTheTotalAndStayWithinOneOfTheQuota(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long total,
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = 0, max = 1e6) Double> given) {
    double[] weights = given.stream().mapToDouble(w -> w).toArray();
    weights[0] += 1;
    long[] parts = LargestRemainder.split(total, weights);
    assertThat(LongStream.of(parts).sum()).isEqualTo(total);
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    for (int k = 0; k < parts.length; k++) {
      assertThat(Math.abs(parts[k] - total * weights[k] / sum)).isLessThan(1.001);
    }
  }

  @Test
  void refusesWhatIsNotAWeight() {
    assertThatThrownBy(() -> LargestRemainder.split(10, 1, Double.NaN))
        .hasMessageContaining("weight 1 is NaN");
    assertThatThrownBy(() -> LargestRemainder.split(10, -1, 2)).hasMessageContaining("weight 0");
    assertThatThrownBy(() -> LargestRemainder.split(10, 0, 0))
        .hasMessageContaining("at least one must be positive");
    assertThatThrownBy(() -> LargestRemainder.split(-1, 1)).hasMessageContaining("[0, 2^53]");
  }
}
