package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.counts.Divergence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * A thousand random cases against SciPy, statsmodels and 50-digit arithmetic, to 1e-10; the frozen
 * figures in kit.csv come from kit.py beside it.
 */
class KitFixtureTest {
  private static final double LEVEL = .95;

  @Test
  void agreesOnEveryCase() throws IOException {
    int cases = 0;
    try (InputStream in = KitFixtureTest.class.getResourceAsStream("kit.csv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(";");
        double[] x = numbers(parts[1]);
        double[] expected = numbers(parts[2]);
        double[] actual = compute(parts[0], x);
        assertThat(actual).as(line).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i])
              .as(line)
              .isCloseTo(expected[i], within(1e-10 * Math.max(1, Math.abs(expected[i]))));
        }
        cases++;
      }
    }
    assertThat(cases).isGreaterThanOrEqualTo(1000);
  }

  private static double[] compute(String kind, double[] x) {
    return switch (kind) {
      case "NEWCOMBE" -> ends(shares(x).difference(x[4]).interval());
      case "Z" -> {
        TestResult z = shares(x).z(Alternative.TWO_SIDED, LEVEL);
        yield new double[] {z.statistic(), z.p()};
      }
      case "FISHER" ->
          new double[] {
            shares(x).fisher(Alternative.TWO_SIDED, LEVEL).p(),
            shares(x).fisher(Alternative.GREATER, LEVEL).p(),
            shares(x).fisher(Alternative.LESS, LEVEL).p()
          };
      case "MCNEMAR" ->
          new double[] {
            McNemar.exact((int) x[0], (int) x[1], (int) x[2], Alternative.TWO_SIDED, LEVEL).p()
          };
      case "HOLM", "BENJAMINI_HOCHBERG", "BENJAMINI_YEKUTIELI" ->
          Multiplicity.valueOf(kind).adjust(x);
      case "DIVERGENCE" -> {
        int k = (x.length - 1) / 2;
        double[] p = Arrays.copyOfRange(x, 1, k + 1);
        double[] q = Arrays.copyOfRange(x, k + 1, x.length);
        yield new double[] {
          Divergence.kl(p, q).value(),
          Divergence.reverseKl(p, q).value(),
          Divergence.jensenShannon(p, q).value(),
          Divergence.totalVariation(p, q).value(),
          Divergence.hellinger(p, q).value(),
          Divergence.chiSquare(p, q).value(),
          Divergence.renyi(x[0], p, q).value()
        };
      }
      case "MOMENTS" -> {
        Moments moments = new Moments();
        Arrays.stream(x).forEach(moments::add);
        yield new double[] {moments.sum(), moments.mean(), moments.variance()};
      }
      default -> ends(Proportion.valueOf(kind).interval((long) x[0], (long) x[1], x[2]));
    };
  }

  private static TwoProportions shares(double[] x) {
    return new TwoProportions((long) x[0], (long) x[1], (long) x[2], (long) x[3]);
  }

  private static double[] ends(Interval interval) {
    return new double[] {interval.lo(), interval.hi()};
  }

  private static double[] numbers(String list) {
    return Arrays.stream(list.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
