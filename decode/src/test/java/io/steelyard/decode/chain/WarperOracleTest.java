package io.steelyard.decode.chain;

import static io.steelyard.decode.chain.Candidates.ids;
import static io.steelyard.decode.chain.Candidates.ofLogits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Each truncator against a slow rule written straight from its definition, on 10,000 random lists
 * of 1 to 200 logits with ties and tokens at minus infinity.
 */
class WarperOracleTest {
  private static final int CASES = 10_000;
  private static final double TOLERANCE = 1e-12;

  /** A distribution as an oracle sees it. */
  private static final class Slow {
    final List<Integer> order = new ArrayList<>();
    final double[] logProbability;
    final double[] logits;
    final double entropy;

    Slow(double[] logits) {
      this.logits = logits;
      for (int i = 0; i < logits.length; i++) {
        if (logits[i] > Double.NEGATIVE_INFINITY) {
          order.add(i);
        }
      }
      order.sort(Comparator.<Integer>comparingDouble(i -> -logits[i]).thenComparing(i -> i));
      double top = logits[order.get(0)];
      double sum = order.stream().mapToDouble(i -> StrictMath.exp(logits[i] - top)).sum();
      logProbability = Arrays.stream(logits).map(x -> x - top - StrictMath.log(sum)).toArray();
      entropy = order.stream().mapToDouble(i -> -p(i) * logProbability[i]).sum();
    }

    double p(int i) {
      return StrictMath.exp(logProbability[i]);
    }

    TreeSet<Integer> where(java.util.function.IntPredicate test) {
      TreeSet<Integer> kept = new TreeSet<>();
      order.stream().filter(test::test).forEach(kept::add);
      return kept;
    }
  }

  /** Case number to logits: sizes 1 to 200, coarse values for ties, some at minus infinity. */
  private static double[] logits(int test) {
    int n = 1 + (int) Draws.below(Draws.mix(11, test), 200);
    double[] logits = new double[n];
    boolean coarse = test % 3 == 0;
    for (int i = 0; i < n; i++) {
      double u = Draws.unit(Draws.mix(12, test, i));
      double x = 12 * u - 6;
      logits[i] = coarse ? Math.rint(x) + 0.0 : x; // no negative zero: comparators see it
      if (i > 0 && Draws.unit(Draws.mix(13, test, i)) < .1) {
        logits[i] = Double.NEGATIVE_INFINITY;
      }
    }
    return logits;
  }

  private static double setting(int test) {
    return .02 + .96 * Draws.unit(Draws.mix(14, test));
  }

  private static void agree(
      Function<Double, Processor.Stateless> stage,
      java.util.function.BiFunction<Slow, Double, TreeSet<Integer>> oracle) {
    for (int test = 0; test < CASES; test++) {
      double[] logits = logits(test);
      double setting = setting(test);
      CandidateSet set = ofLogits(logits);
      stage.apply(setting).apply(Candidates.context(), set);
      assertThat(ids(set)).as("case %d", test).isEqualTo(oracle.apply(new Slow(logits), setting));
    }
  }

  @Test
  void topPKeepsTheShortestPrefix() {
    agree(
        p -> new TopP(p, 1),
        (slow, p) -> {
          TreeSet<Integer> kept = new TreeSet<>();
          double sum = 0;
          for (int i : slow.order) {
            kept.add(i);
            sum += slow.p(i);
            if (sum >= p - TOLERANCE) {
              break;
            }
          }
          return kept;
        });
  }

  @Test
  void topKKeepsKOrAllThatEqualTheLast() {
    agree(
        p -> new TopK((int) (1 + 60 * p), false),
        (slow, p) ->
            new TreeSet<>(slow.order.subList(0, Math.min(slow.order.size(), (int) (1 + 60 * p)))));
    agree(
        p -> new TopK((int) (1 + 60 * p), true),
        (slow, p) -> {
          int k = Math.min(slow.order.size(), (int) (1 + 60 * p));
          double last = slow.logits[slow.order.get(k - 1)];
          return slow.where(i -> slow.logits[i] >= last);
        });
  }

  @Test
  void minPEpsilonEtaAndSigmaCutAtTheirThresholds() {
    agree(
        MinP::new,
        (slow, p) ->
            slow.where(
                i -> slow.logits[i] >= slow.logits[slow.order.get(0)] + Math.log(p) - TOLERANCE));
    agree(p -> new Epsilon(p / 10, 3), (slow, p) -> cut(slow, p / 10));
    agree(
        p -> new Eta(p / 10, 3),
        (slow, p) -> cut(slow, Math.min(p / 10, Math.sqrt(p / 10) * Math.exp(-slow.entropy))));
    agree(
        TopNSigma::new,
        (slow, n) -> {
          double mean = slow.order.stream().mapToDouble(i -> slow.logits[i]).average().orElse(0);
          double sd =
              Math.sqrt(
                  slow.order.stream()
                      .mapToDouble(i -> Math.pow(slow.logits[i] - mean, 2))
                      .average()
                      .orElse(0));
          return slow.where(i -> slow.logits[i] >= slow.logits[slow.order.get(0)] - n * sd - 1e-11);
        });
  }

  private static TreeSet<Integer> cut(Slow slow, double least) {
    TreeSet<Integer> kept = slow.where(i -> slow.p(i) >= least * (1 - TOLERANCE));
    return kept.size() >= 3
        ? kept
        : new TreeSet<>(slow.order.subList(0, Math.min(3, slow.order.size())));
  }

  @Test
  void typicalTakesTokensNearestToTheEntropy() {
    for (Typical.Rule rule : Typical.Rule.values()) {
      agree(mass -> new Typical(mass, 2, rule), (slow, mass) -> typical(slow, mass, rule));
    }
  }

  private static TreeSet<Integer> typical(Slow slow, double mass, Typical.Rule rule) {
    List<Integer> order = new ArrayList<>(slow.order);
    // Distances that differ by rounding alone are ties: they are compared on a grid.
    Function<Integer, Double> d =
        i -> Math.rint(Math.abs(-slow.logProbability[i] - slow.entropy) * 1e11) / 1e11;
    order.sort(
        Comparator.<Integer, Double>comparing(d)
            .thenComparing(i -> -slow.logits[i])
            .thenComparing(i -> i));
    double sum = 0;
    int n = 0;
    while (n < order.size()
        && !(n >= 2
            && (rule == Typical.Rule.HF ? sum >= mass - TOLERANCE : sum > mass + TOLERANCE))) {
      sum += slow.p(order.get(n++));
    }
    TreeSet<Integer> kept = new TreeSet<>(order.subList(0, n));
    if (rule == Typical.Rule.HF && order.size() > 2) {
      double border = d.apply(order.get(n - 1));
      order.stream().filter(i -> d.apply(i) <= border).forEach(kept::add);
    }
    return kept;
  }

  @Test
  void sumsAndEntropiesAreThoseOfStrictArithmetic() {
    for (int test = 0; test < CASES; test++) {
      Slow slow = new Slow(logits(test));
      CandidateSet set = ofLogits(slow.logits);
      assertThat(set.entropy()).isCloseTo(slow.entropy, within(1e-11));
      int best = set.best();
      assertThat(set.id(best)).isEqualTo(slow.order.get(0));
      assertThat(set.logProbability(best))
          .isCloseTo(slow.logProbability[slow.order.get(0)], within(1e-12));
    }
  }

  @Test
  void theFirstPlacesAreInOrderHoweverTheyAreAskedFor() {
    for (int test = 0; test < 300; test++) {
      int n = 5_000;
      double[] logits = new double[n];
      for (int i = 0; i < n; i++) {
        double x = 12 * Draws.unit(Draws.mix(15, test, i));
        logits[i] = test % 2 == 0 ? Math.rint(x) : x;
      }
      Slow slow = new Slow(logits);
      CandidateSet set = ofLogits(logits);
      for (int wanted : new int[] {1 + test, 40 + 2 * test, 3_000, n}) {
        set.sortTop(wanted);
        for (int i = 0; i < wanted; i++) {
          assertThat(set.id(i)).isEqualTo(slow.order.get(i));
        }
      }
    }
  }

  @Test
  void theExponentialIsWithinTwoUnitsOfTheLastPlace() {
    for (int i = 0; i < 100_000; i++) {
      double x = -740 + 1440 * Draws.unit(Draws.mix(16, i));
      double exact = StrictMath.exp(x);
      assertThat(Math.abs(PortableExp.exp(x) - exact)).isLessThanOrEqualTo(2 * Math.ulp(exact));
    }
    assertThat(PortableExp.exp(0)).isEqualTo(1);
    assertThat(PortableExp.exp(Double.NEGATIVE_INFINITY)).isZero();
  }
}
