package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Bootstrap.Method;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  /** Sample of an exponential distribution: skewed, mean 1. */
  private static double[] skewed(int n, long seed) {
    return IntStream.range(0, n)
        .mapToDouble(i -> -Math.log1p(-Draws.unit(Draws.mix(seed, Purpose.SYNTHETIC.code(), i))))
        .toArray();
  }

  @Test
  void percentileEndsAreQuantilesOfTheKeyedReplicates() {
    double[] x = skewed(30, 5);
    double[] means = new double[200];
    // Computed backwards: a replicate depends on its number alone.
    for (int r = 199; r >= 0; r--) {
      long key = Draws.mix(9, Purpose.BOOTSTRAP.code(), r);
      Sum sum = new Sum();
      for (int i = 0; i < 30; i++) {
        sum.add(x[(int) Draws.below(Draws.mix(key, i), 30)]);
      }
      means[r] = sum.value() / 30;
    }
    Arrays.sort(means);
    Interval interval = new Bootstrap(9, 200, .9, Method.PERCENTILE).mean(x).interval();
    assertThat(interval.lo()).isEqualTo(Bootstrap.quantile(means, (1 - .9) / 2));
    assertThat(interval.hi()).isEqualTo(Bootstrap.quantile(means, 1 - (1 - .9) / 2));
  }

  @Test
  void basicMirrorsPercentileAndBcaLeansWithTheSkew() {
    double[] x = skewed(25, 6);
    Estimate percentile = new Bootstrap(1, 2000, .95, Method.PERCENTILE).mean(x);
    Estimate basic = new Bootstrap(1, 2000, .95, Method.BASIC).mean(x);
    Estimate bca = Bootstrap.of(1).mean(x);
    double t = percentile.value();
    assertThat(basic.interval().lo()).isCloseTo(2 * t - percentile.interval().hi(), within(1e-12));
    assertThat(bca.interval().hi()).isGreaterThan(percentile.interval().hi());
    assertThat(bca.interval().lo()).isGreaterThan(percentile.interval().lo());
    assertThat(bca.n()).isEqualTo(25);
  }

  @Test
  void intervalsCoverTheTruthAboutAsOftenAsStated() {
    int covered = 0;
    for (int t = 0; t < 200; t++) {
      covered +=
          new Bootstrap(t, 300, .9, Method.BCA).mean(skewed(50, t)).interval().contains(1) ? 1 : 0;
    }
    assertThat(covered).isBetween(164, 194);
  }

  @Test
  void clustersAreDrawnWhole() {
    int[] clusterOf = {0, 0, 0, 1, 1, 1, 2, 2, 2};
    double[] x = {1, 1, 1, 2, 2, 2, 6, 6, 6};
    Bootstrap bootstrap = new Bootstrap(4, 500, .95, Method.PERCENTILE);
    Estimate clustered = bootstrap.clustered(clusterOf, rows -> Bootstrap.mean(x, rows));
    assertThat(clustered.interval().width()).isGreaterThan(bootstrap.mean(x).interval().width());
    assertThat(clustered.interval().lo()).isEqualTo(1);
    assertThat(clustered.interval().hi()).isEqualTo(6);
  }

  @Test
  void ratioAndPairsAreResampledTogether() {
    double[] a = {2, 4, 6, 8, 10};
    double[] b = {1, 2, 3, 4, 5};
    Estimate ratio = Bootstrap.of(2).ratio(a, b);
    assertThat(ratio.value()).isEqualTo(2);
    assertThat(ratio.interval().width()).isZero();
    assertThat(ratio.status()).isEqualTo(Status.DEGENERATE);
    assertThat(Bootstrap.of(2).pairedDifference(a, b).value()).isEqualTo(3);
  }

  @Test
  void tooLittleDataSaysSo() {
    assertThat(Bootstrap.of(1).mean(new double[0]).status()).isEqualTo(Status.UNDEFINED);
    assertThat(Bootstrap.of(1).mean(new double[] {3}).status()).isEqualTo(Status.INSUFFICIENT);
    assertThatThrownBy(() -> new Bootstrap(1, 10, .95, Method.BCA)).hasMessageContaining("100");
  }

  @Test
  void undefinedReplicatesAreCounted() {
    double[] zeros = {0, 0, 1};
    Estimate share = Bootstrap.of(3).ratio(new double[] {1, 1, 1}, zeros);
    assertThat(share.interval().method()).isEqualTo("bca bootstrap");
    Estimate some = Bootstrap.of(3).ratio(zeros, zeros);
    assertThat(some.interval().method()).contains("of 2000 replicates undefined");
  }

  @Test
  void groupedJackknifeGivesTheSameAcceleration() {
    double[] x = skewed(3000, 8);
    Interval many = new Bootstrap(1, 300, .95, Method.BCA).mean(x).interval();
    Interval plain = new Bootstrap(1, 300, .95, Method.PERCENTILE).mean(x).interval();
    assertThat(many.lo()).isCloseTo(plain.lo(), within(.02));
  }
}
