package io.steelyard.core.stats;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.List;

/**
 * Permutation test of paired values: under the null hypothesis each difference a[i] - b[i] may as
 * well have the other sign. Testing the mean is testing the sum. For rows in clusters, sum the
 * differences of each cluster first and pass those.
 *
 * <p>All 2^n sign patterns are enumerated up to n = 14; beyond, {@code p = (1 + #{T_b >= T}) / (1 +
 * B)}, which is never 0. Example: differences (1, 2, 3) give p = 2/8, two-sided.
 *
 * @param seed of the run
 * @param replicates sign patterns drawn where they are not enumerated, default 999
 * @param level confidence level of the effect's interval
 */
public record PairedTest(long seed, int replicates, double level) {
  public static final int DEFAULT_REPLICATES = 999;

  /** 2^14 = 16,384 is the last power of two under the kit's limit of 20,000 enumerations. */
  private static final int MOST_EXACT = 14;

  /** Keeps the sign draws apart from the bootstrap's, which share the purpose. */
  private static final long SIGNS = 1L << 40;

  public PairedTest {
    if (replicates < 19) {
      throw new IllegalArgumentException(
          replicates + " sign patterns cannot reach p = 0.05: use at least 19");
    }
    Interval.requireLevel(level);
  }

  public static PairedTest of(long seed) {
    return new PairedTest(seed, DEFAULT_REPLICATES, 0.95);
  }

  public TestResult test(double[] a, double[] b, Alternative alternative) {
    return test(differences(a, b), alternative);
  }

  /** Tests whether the mean of {@code d} is zero. */
  public TestResult test(double[] d, Alternative alternative) {
    if (d.length < 2) {
      throw new IllegalArgumentException("a paired test needs at least 2 pairs, got " + d.length);
    }
    double observed = Sum.of(d);
    double mean = observed / d.length;
    Bootstrap bootstrap =
        new Bootstrap(seed, Bootstrap.DEFAULT_REPLICATES, level, Bootstrap.Method.BCA);
    Effect effect = new Effect("mean difference", mean, bootstrap.mean(d).interval());
    double largest = 0;
    for (double x : d) {
      largest = Math.max(largest, Math.abs(x));
    }
    if (largest == 0) {
      return new TestResult(
          "paired sign-flip",
          0,
          1,
          0,
          d.length,
          alternative,
          effect,
          Status.DEGENERATE,
          List.of("all differences are zero"));
    }
    boolean exact = d.length <= MOST_EXACT;
    int patterns = exact ? 1 << d.length : replicates;
    double bar = strength(observed, alternative);
    bar -= 1e-12 * Math.max(1, Math.abs(bar));
    long reached = 0;
    for (int r = 0; r < patterns; r++) {
      double sum = exact ? flipped(d, r) : drawn(d, r);
      if (strength(sum, alternative) >= bar) {
        reached++;
      }
    }
    if (exact) {
      return TestResult.of(
          "paired sign-flip, exact",
          mean,
          (double) reached / patterns,
          d.length,
          alternative,
          effect,
          List.of());
    }
    Interval spread = Proportion.CLOPPER_PEARSON.interval(reached, patterns, 0.95);
    return TestResult.of(
        "paired sign-flip, " + replicates + " patterns",
        mean,
        (1.0 + reached) / (1.0 + patterns),
        d.length,
        alternative,
        effect,
        List.of("Monte-Carlo 95% interval of p: [" + spread.lo() + ", " + spread.hi() + "]"));
  }

  private static double strength(double sum, Alternative alternative) {
    return switch (alternative) {
      case TWO_SIDED -> Math.abs(sum);
      case GREATER -> sum;
      case LESS -> -sum;
    };
  }

  private static double flipped(double[] d, int pattern) {
    Sum sum = new Sum();
    for (int i = 0; i < d.length; i++) {
      sum.add((pattern >>> i & 1) == 0 ? d[i] : -d[i]);
    }
    return sum.value();
  }

  private double drawn(double[] d, int replicate) {
    long key = Draws.mix(seed, Purpose.BOOTSTRAP.code(), SIGNS + replicate);
    Sum sum = new Sum();
    long signs = 0;
    for (int i = 0; i < d.length; i++) {
      if ((i & 63) == 0) {
        signs = Draws.mix(key, i >>> 6);
      }
      sum.add((signs >>> i & 1) == 0 ? d[i] : -d[i]);
    }
    return sum.value();
  }

  static double[] differences(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          a.length + " values against " + b.length + ": a paired comparison needs pairs");
    }
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = a[i] - b[i];
      if (Double.isNaN(d[i])) {
        throw new IllegalArgumentException("pair " + i + " is (" + a[i] + ", " + b[i] + ")");
      }
    }
    return d;
  }
}
