package io.steelyard.core.stats;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.Arrays;
import java.util.Locale;

/**
 * Resamples rows with replacement to give any statistic an interval. Row i of replicate r is drawn
 * by {@code Draws.mix(seed, BOOTSTRAP, r, i)}: a replicate depends on nothing but its number, so
 * they may be computed anywhere in any order.
 *
 * <p>Example: {@code Bootstrap.of(7).mean(losses)} is the mean loss with its BCa interval from
 * 2,000 replicates. For rows that belong together (documents of one site, turns of one dialogue)
 * use {@link #clustered}.
 *
 * @param seed of the run
 * @param replicates how many resamples, default 2,000
 * @param level confidence level
 * @param method how the interval is read off the replicates
 */
public record Bootstrap(long seed, int replicates, double level, Method method) {
  public static final int DEFAULT_REPLICATES = 2_000;

  /** Left-out groups of the jackknife behind BCa: grouping keeps it linear for many rows. */
  private static final int MOST_GROUPS = 1_000;

  /** How the interval is read off the replicates. */
  public enum Method {
    /** The replicates' own quantiles. */
    PERCENTILE,
    /** Quantiles mirrored at the estimate: {@code [2t - q_hi, 2t - q_lo]}. */
    BASIC,
    /** Percentile, corrected for bias and for a spread that moves with the value (Efron 1987). */
    BCA
  }

  /** A number computed from the given rows; the same row may come several times. */
  @FunctionalInterface
  public interface Statistic {
    double of(int[] rows);
  }

  public Bootstrap {
    if (replicates < 100) {
      throw new IllegalArgumentException(
          replicates + " bootstrap replicates are too few for an interval: use at least 100");
    }
    Interval.requireLevel(level);
  }

  /** BCa at 95% from 2,000 replicates. */
  public static Bootstrap of(long seed) {
    return new Bootstrap(seed, DEFAULT_REPLICATES, 0.95, Method.BCA);
  }

  public Estimate mean(double[] x) {
    return estimate(x.length, rows -> mean(x, rows));
  }

  /** Mean of a[i] - b[i]: pairs are drawn together. */
  public Estimate pairedDifference(double[] a, double[] b) {
    return mean(PairedTest.differences(a, b));
  }

  /** Sum of the numerators over sum of the denominators, for example bytes per token. */
  public Estimate ratio(double[] numerator, double[] denominator) {
    if (numerator.length != denominator.length) {
      throw new IllegalArgumentException(
          numerator.length + " numerators for " + denominator.length + " denominators");
    }
    return estimate(
        numerator.length,
        rows -> {
          Sum above = new Sum();
          Sum below = new Sum();
          for (int row : rows) {
            above.add(numerator[row]);
            below.add(denominator[row]);
          }
          return above.value() / below.value();
        });
  }

  /** Any statistic of n independent rows. */
  public Estimate estimate(int n, Statistic statistic) {
    int[][] clusters = new int[n][];
    for (int i = 0; i < n; i++) {
      clusters[i] = new int[] {i};
    }
    return estimate(clusters, n, statistic);
  }

  /** Any statistic of rows that come in clusters: whole clusters are drawn. */
  public Estimate clustered(int[] clusterOf, Statistic statistic) {
    return estimate(Clusters.rows(clusterOf), clusterOf.length, statistic);
  }

  private Estimate estimate(int[][] clusters, int n, Statistic statistic) {
    if (n == 0) {
      return Estimate.undefined(0);
    }
    double value = statistic.of(Clusters.all(clusters));
    if (Double.isNaN(value)) {
      return Estimate.undefined(n);
    }
    if (clusters.length < 2) {
      return new Estimate(value, n, null, Estimate.Basis.SAMPLE, Status.INSUFFICIENT);
    }
    double[] draws = new double[replicates];
    int valid = 0;
    for (int r = 0; r < replicates; r++) {
      double draw = statistic.of(Clusters.draw(clusters, replicateKey(r)));
      if (!Double.isNaN(draw)) {
        draws[valid++] = draw;
      }
    }
    if (valid < replicates / 2) {
      return new Estimate(value, n, null, Estimate.Basis.SAMPLE, Status.INSUFFICIENT);
    }
    Arrays.sort(draws, 0, valid);
    String name = method.name().toLowerCase(Locale.ROOT) + " bootstrap";
    if (valid < replicates) {
      name += ", " + (replicates - valid) + " of " + replicates + " replicates undefined";
    }
    double[] sorted = Arrays.copyOf(draws, valid);
    Interval interval = interval(sorted, value, clusters, statistic, name);
    Status status = sorted[0] == sorted[valid - 1] ? Status.DEGENERATE : Status.OK;
    return new Estimate(value, n, interval, Estimate.Basis.SAMPLE, status);
  }

  private long replicateKey(int r) {
    return Draws.mix(seed, Purpose.BOOTSTRAP.code(), r);
  }

  private Interval interval(
      double[] sorted, double value, int[][] clusters, Statistic statistic, String name) {
    double tail = (1 - level) / 2;
    return switch (method) {
      case PERCENTILE ->
          new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail), level, name);
      case BASIC ->
          new Interval(
              2 * value - quantile(sorted, 1 - tail),
              2 * value - quantile(sorted, tail),
              level,
              name);
      case BCA -> {
        double bias = bias(sorted, value);
        double acceleration = acceleration(clusters, statistic);
        double z = Normal.critical(level);
        yield new Interval(
            quantile(sorted, corrected(bias, acceleration, -z)),
            quantile(sorted, corrected(bias, acceleration, z)),
            level,
            name);
      }
    };
  }

  /** {@code Phi(z0 + (z0 + z) / (1 - a (z0 + z)))}. */
  private static double corrected(double bias, double acceleration, double z) {
    return Normal.cdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  }

  /** z0: the normal quantile of the share of replicates below the estimate, ties counting half. */
  private static double bias(double[] sorted, double value) {
    double below = 0;
    for (double draw : sorted) {
      below += draw < value ? 1 : draw == value ? 0.5 : 0;
    }
    double edge = 0.5 / sorted.length;
    return Normal.quantile(Math.max(edge, Math.min(1 - edge, below / sorted.length)));
  }

  /** {@code sum d^3 / (6 (sum d^2)^1.5)} with d = mean of the leave-one-out values minus each. */
  private static double acceleration(int[][] clusters, Statistic statistic) {
    int groups = Math.min(clusters.length, MOST_GROUPS);
    double[] left = new double[groups];
    for (int g = 0; g < groups; g++) {
      left[g] = statistic.of(Clusters.without(clusters, g, groups));
      if (Double.isNaN(left[g])) {
        return 0;
      }
    }
    double mean = Sum.of(left) / groups;
    Sum squares = new Sum();
    Sum cubes = new Sum();
    for (double value : left) {
      double d = mean - value;
      squares.add(d * d);
      cubes.add(d * d * d);
    }
    double s = squares.value();
    return s == 0 ? 0 : cubes.value() / (6 * s * Math.sqrt(s));
  }

  /** Linear between order statistics (type 7, as NumPy's and R's default). */
  static double quantile(double[] sorted, double p) {
    double position = p * (sorted.length - 1);
    int i = (int) Math.min(sorted.length - 1, Math.max(0, Math.floor(position)));
    int next = Math.min(i + 1, sorted.length - 1);
    double part = position - i;
    // Equal ends are returned as they are: infinities must not become NaN.
    return sorted[i] == sorted[next] ? sorted[i] : sorted[i] * (1 - part) + sorted[next] * part;
  }

  static double mean(double[] x, int[] rows) {
    Sum sum = new Sum();
    for (int row : rows) {
      sum.add(x[row]);
    }
    return sum.value() / rows.length;
  }
}
