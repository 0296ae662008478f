package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Purpose;
import java.util.Arrays;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is added in parts and merged equals what one would have had. */
class AccumulatorProperties {
  private static <A extends Mergeable<A>> A inParts(
      double[] x, int parts, Supplier<A> zero, ObjDoubleConsumer<A> add) {
    A all = zero.get();
    for (int p = parts - 1; p >= 0; p--) {
      A part = zero.get();
      for (int i = p; i < x.length; i += parts) {
        add.accept(part, x[i]);
      }
      all.merge(part);
    }
    return all;
  }

  @Property(tries = 200, seed = "3")
  void momentsMerge(
      @ForAll @Size(min = 2, max = 100) double[] raw,
      @ForAll @IntRange(min = 1, max = 7) int parts) {
    double[] x = Arrays.stream(raw).map(v -> v % 1e6).toArray();
    Moments one = inParts(x, 1, Moments::new, Moments::add);
    Moments merged = inParts(x, parts, Moments::new, Moments::add);
    assertThat(merged.count()).isEqualTo(x.length);
    assertThat(merged.mean()).isCloseTo(one.mean(), within(1e-9));
    assertThat(merged.variance()).isCloseTo(one.variance(), within(1e-2));
    assertThat(merged.min()).isEqualTo(one.min());
    assertThat(merged.max()).isEqualTo(one.max());
  }

  @Example
  void momentsOfAKnownSample() {
    Moments m = inParts(new double[] {1, 2, 3, 4}, 2, Moments::new, Moments::add);
    assertThat(m.mean()).isEqualTo(2.5);
    assertThat(m.variance()).isCloseTo(5.0 / 3, within(1e-15));
    assertThat(new Moments().mean()).isNaN();
  }

  @Example
  void sumKeepsSmallTermsBesideLargeOnes() {
    assertThat(Sum.of(1, 1e100, 1, -1e100)).isEqualTo(2);
    assertThat(Sum.of(Double.POSITIVE_INFINITY, 1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Sum.logSumExp(1000, 1001, 1002)).isCloseTo(1002.4076059644444, within(1e-12));
    assertThat(Sum.logSumExp()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Property(tries = 200, seed = "4")
  void histogramsMergeExactly(
      @ForAll @Size(max = 100) @DoubleRange(min = -1, max = 2) double[] x,
      @ForAll @IntRange(min = 1, max = 7) int parts) {
    Histogram one = inParts(x, 1, () -> new Histogram(0, 1), Histogram::add);
    Histogram merged = inParts(x, parts, () -> new Histogram(0, 1), Histogram::add);
    assertThat(merged.counts()).isEqualTo(one.counts());
    assertThat(merged.total()).isEqualTo(x.length);
    assertThat(merged.below()).isEqualTo(Arrays.stream(x).filter(v -> v < 0).count());
  }

  @Example
  void histogramEdgesBelongToTheUpperBin() {
    Histogram h = new Histogram(0, 1);
    h.add(0);
    h.add(.0049);
    h.add(.005);
    h.add(Math.nextDown(1.0));
    h.add(1);
    assertThat(h.counts()[0]).isEqualTo(2);
    assertThat(h.counts()[1]).isOne();
    assertThat(h.counts()[199]).isOne();
    assertThat(h.above()).isOne();
    assertThat(h.edge(1)).isEqualTo(.005);
    assertThatThrownBy(() -> h.merge(new Histogram(0, 2))).hasMessageContaining("different bins");
  }

  @Property(tries = 300, seed = "5")
  void sketchedQuantilesAreWithinTheStatedErrorInAnyOrder(
      @ForAll @Size(min = 1, max = 100) double[] raw,
      @ForAll @IntRange(min = 1, max = 7) int parts,
      @ForAll @DoubleRange(min = 0, max = 1) double q) {
    double[] x = Arrays.stream(raw).map(v -> v % 1e9).toArray();
    QuantileSketch one = inParts(x, 1, QuantileSketch::new, QuantileSketch::add);
    QuantileSketch merged = inParts(x, parts, QuantileSketch::new, QuantileSketch::add);
    Arrays.sort(x);
    double exact = x[(int) (q * (x.length - 1))];
    assertThat(merged.quantile(q)).isEqualTo(one.quantile(q));
    assertThat(merged.quantile(q)).isCloseTo(exact, within(Math.abs(exact) * 0.01 * (1 + 1e-9)));
  }

  @Property(tries = 200, seed = "6")
  void reservoirKeepsTheSameItemsInAnyOrder(
      @ForAll @IntRange(min = 0, max = 60) int n, @ForAll @IntRange(min = 1, max = 7) int parts) {
    Reservoir<Integer> forwards = new Reservoir<>(5, 42, Purpose.EXAMPLES);
    for (int i = 0; i < n; i++) {
      forwards.add(i, i);
    }
    Reservoir<Integer> merged = new Reservoir<>(5, 42, Purpose.EXAMPLES);
    for (int p = parts - 1; p >= 0; p--) {
      Reservoir<Integer> part = new Reservoir<>(5, 42, Purpose.EXAMPLES);
      for (int i = n - 1; i >= 0; i--) {
        if (i % parts == p && part.wants(i)) {
          part.add(i, i);
        }
      }
      merged.merge(part);
    }
    assertThat(merged.items()).isEqualTo(forwards.items()).hasSize(Math.min(n, 5));
  }

  @Example
  void reservoirIsUniform() {
    int[] hits = new int[20];
    for (int seed = 0; seed < 2000; seed++) {
      Reservoir<Integer> r = new Reservoir<>(5, seed, Purpose.EXAMPLES);
      for (int i = 0; i < 20; i++) {
        r.add(i, i);
      }
      r.items().forEach(i -> hits[i]++);
    }
    for (int h : hits) {
      assertThat(h).isBetween(410, 590);
    }
  }
}
