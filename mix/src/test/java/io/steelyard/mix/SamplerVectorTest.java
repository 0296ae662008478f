package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.counts.LargestRemainder;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.counts.Schedule.Segment;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.step.Amount.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The exact vectors of the sampler's specification. */
class SamplerVectorTest {
  private static final double[] W = {.7, .2, .1};

  @Test
  void exactDrawsMatchTheirVector() {
    Sampler sampler = new Sampler(Draw.endless(W));
    assertThat(Draw.domains(sampler, 20))
        .containsExactly(0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0);
    assertThat(sampler.progress().served).containsExactly(14, 4, 2);
    assertThat(sampler.progress().credit).containsExactly(-4, -4, 8);
  }

  @Test
  void exactDrawsThroughASwitchMatchTheirVector() {
    Schedule schedule =
        Schedule.piecewise(
            new Segment(0, Draw.proportions(.7, .2, .1)),
            new Segment(10, Draw.proportions(.1, .2, .7)));
    Sampler sampler = new Sampler(Draw.endless(W).withSchedule(schedule));
    assertThat(Draw.domains(sampler, 20))
        .containsExactly(0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 2, 2, 1, 2, 2, 0, 2, 2, 1, 2);
    assertThat(sampler.progress().credit).containsExactly(2, -4, 2);
  }

  @Test
  void independentDrawsMatchTheirVector() {
    Sampler sampler = new Sampler(Draw.endless(W).withMode(DrawMode.IID, 0));
    assertThat(Draw.domains(sampler, 20))
        .containsExactly(0, 1, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0);
  }

  @Test
  void invertingTheCumulativeMatchesTheVectorWithoutPurpose() {
    // The specification's other vector keys the draw by mix(7, t); it pins the inversion itself.
    long[] cumulative = LargestRemainder.fixedPoint(W);
    cumulative[1] += cumulative[0];
    cumulative[2] += cumulative[1];
    int[] counts = new int[3];
    int[] first = new int[20];
    for (int t = 0; t < 100_000; t++) {
      long u = Draws.mix(7, t) >>> 32;
      int k = u < cumulative[0] ? 0 : u < cumulative[1] ? 1 : 2;
      counts[k]++;
      if (t < 20) {
        first[t] = k;
      }
    }
    assertThat(first).containsExactly(1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 2, 1, 0, 0, 1, 0, 0);
    assertThat(counts).containsExactly(69902, 20023, 10075);
  }

  @Test
  void prefixDeviationsMatchTheirVectors() {
    double[] equal = new double[7];
    Arrays.fill(equal, 1. / 7);
    double[] head = new double[11];
    Arrays.fill(head, .01);
    head[0] = .9;
    assertThat(maxDeviation(W)).isCloseTo(.6, Offset.offset(1e-6));
    assertThat(maxDeviation(equal)).isCloseTo(.857142857, Offset.offset(1e-6));
    assertThat(maxDeviation(head)).isCloseTo(.9, Offset.offset(1e-6));
  }

  private static double maxDeviation(double[] weights) {
    Sampler sampler = new Sampler(Draw.endless(weights));
    sampler.skipTo(10_000);
    return sampler.account().domains().stream()
        .mapToDouble(DrawAccount.Line::maxDeviation)
        .max()
        .orElseThrow();
  }

  @Test
  void tokensMatchTheirVector() {
    List<SampledDomain> domains =
        List.of(
            new SampledDomain("d0", 1000, Sizes.constant(1000, 100), null),
            new SampledDomain("d1", 1000, Sizes.constant(1000, 300), null));
    Sampler sampler =
        new Sampler(SamplerSettings.of(domains, Draw.schedule(.5, .5), 7).withUnit(Unit.TOKENS));
    assertThat(Draw.domains(sampler, 40))
        .isEqualTo(IntStream.range(0, 40).map(t -> t % 4 == 1 ? 1 : 0).toArray());
    assertThat(sampler.account().domains())
        .extracting(DrawAccount.Line::tokens)
        .containsExactly(3000L, 3000L);
    Sampler byDocument = new Sampler(SamplerSettings.of(domains, Draw.schedule(.5, .5), 7));
    byDocument.skipTo(40);
    assertThat(byDocument.account().domains())
        .extracting(line -> line.tokens() / 8000.)
        .containsExactly(.25, .75);
  }

  @Test
  void theFirstStratifiedBatchIsTheLargestRemainder() {
    double[] base = {.3435, .3670, .0717, .2178};
    Sampler sampler = new Sampler(Draw.endless(base).withMode(DrawMode.STRATIFIED_BATCH, 960));
    sampler.skipTo(960);
    assertThat(sampler.progress().served).containsExactly(330, 352, 69, 209);
    sampler = new Sampler(Draw.endless(0, .30, .35, .35).withMode(DrawMode.STRATIFIED_BATCH, 960));
    sampler.skipTo(960);
    assertThat(sampler.progress().served).containsExactly(0, 288, 336, 336);
  }

  @Test
  void theGreedyRuleMeetsItsHarmonicBoundAgainstAnAdversary() {
    // Weight only to those not yet served drives the last one's credit to H_K before it is served.
    for (int domains : new int[] {3, 5, 10, 50}) {
      Sampler sampler = new Sampler(Draw.endless(ones(domains)));
      double harmonic = 0;
      double credit = 0;
      for (int t = 0; t < domains; t++) {
        double[] weights = ones(domains);
        for (int k = 0; k < domains; k++) {
          weights[k] = sampler.progress().served[k] > 0 ? 0 : 1;
        }
        sampler.reweigh(Draw.proportions(weights));
        harmonic += 1. / (domains - t);
        long before = sampler.progress().credit[domains - 1];
        sampler.next();
        credit = (t == domains - 1 ? before + (1L << 32) : before) * 0x1p-32;
      }
      assertThat(credit).isCloseTo(harmonic, Offset.offset(1e-7));
    }
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void megatronsRuleGivesAnotherOrder() {
    // Its error term is w * max(t, 1) - served, so the second draw sees the first one's weights.
    long[] tenths = {7, 2, 1};
    int[] order = new int[20];
    long[] served = new long[3];
    for (int t = 0; t < 20; t++) {
      long best = Long.MIN_VALUE;
      for (int k = 0; k < 3; k++) {
        long error = tenths[k] * Math.max(t, 1) - 10 * served[k];
        if (error > best) {
          best = error;
          order[t] = k;
        }
      }
      served[order[t]]++;
    }
    assertThat(order).containsExactly(0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0);
    assertThat(served).containsExactly(14, 4, 2);
  }
}
