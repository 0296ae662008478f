package io.steelyard.core.stats;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Two binomial shares against each other: x1 of n1 and x2 of n2.
 *
 * <p>Example: 610 of 1000 against 540 of 1000 is z = 3.166, p = 0.0015, difference 0.07 with
 * Newcombe's interval [0.0267, 0.1130].
 */
public record TwoProportions(long x1, long n1, long x2, long n2) {
  /** Relative slack under which two table probabilities count as tied, as R's fisher.test. */
  private static final double TIE = 1 + 1e-7;

  public TwoProportions {
    Proportion.require(x1, n1);
    Proportion.require(x2, n2);
    if (n1 == 0 || n2 == 0) {
      throw new IllegalArgumentException(
          "two shares need trials on both sides, got n1 = " + n1 + ", n2 = " + n2);
    }
  }

  /** x1/n1 - x2/n2 with Newcombe's hybrid of the two Wilson intervals. */
  public Estimate difference(double level) {
    double p1 = (double) x1 / n1;
    double p2 = (double) x2 / n2;
    Interval a = Proportion.WILSON.interval(x1, n1, level);
    Interval b = Proportion.WILSON.interval(x2, n2, level);
    double d = p1 - p2;
    double lo = d - Math.sqrt(square(p1 - a.lo()) + square(b.hi() - p2));
    double hi = d + Math.sqrt(square(a.hi() - p1) + square(p2 - b.lo()));
    return Estimate.of(d, Math.addExact(n1, n2), new Interval(lo, hi, level, "newcombe"));
  }

  /**
   * (x1/n1) / (x2/n2) with the log-method interval {@code exp(ln r ± z sqrt(1/x1 - 1/n1 + 1/x2 -
   * 1/n2))}; undefined where either count is 0.
   */
  public Estimate ratio(double level) {
    long n = Math.addExact(n1, n2);
    if (x1 == 0 || x2 == 0) {
      return Estimate.undefined(n);
    }
    double ratio = ((double) x1 / n1) / ((double) x2 / n2);
    double variance = Math.max(0, 1.0 / x1 - 1.0 / n1) + Math.max(0, 1.0 / x2 - 1.0 / n2);
    double spread = StrictMath.exp(Normal.critical(level) * Math.sqrt(variance));
    return Estimate.of(ratio, n, new Interval(ratio / spread, ratio * spread, level, "log"));
  }

  /** Cohen's h: {@code 2 asin sqrt p1 - 2 asin sqrt p2}. */
  public double cohenH() {
    return 2 * StrictMath.asin(Math.sqrt((double) x1 / n1))
        - 2 * StrictMath.asin(Math.sqrt((double) x2 / n2));
  }

  /** Fisher's exact test where n < 200 or an expected cell is below 5, else the pooled z test. */
  public TestResult test(Alternative alternative, double level) {
    double share = ((double) x1 + x2) / ((double) n1 + n2);
    double smallest = Math.min(n1, n2) * Math.min(share, 1 - share);
    boolean small = (double) n1 + n2 < 200 || smallest < 5;
    return small && (double) n1 + n2 <= Integer.MAX_VALUE
        ? fisher(alternative, level)
        : z(alternative, level);
  }

  /** {@code z = (p1 - p2) / sqrt(p(1-p)(1/n1 + 1/n2))} with the pooled share p. */
  public TestResult z(Alternative alternative, double level) {
    double p = ((double) x1 + x2) / ((double) n1 + n2);
    double variance = p * (1 - p) * (1.0 / n1 + 1.0 / n2);
    long n = Math.addExact(n1, n2);
    if (variance == 0) {
      return new TestResult(
          "two proportions, pooled z",
          0,
          1,
          0,
          n,
          alternative,
          effect(level),
          Status.DEGENERATE,
          List.of("all trials gave the same outcome"));
    }
    double z = ((double) x1 / n1 - (double) x2 / n2) / Math.sqrt(variance);
    List<String> flags = new ArrayList<>();
    if (Math.min(n1, n2) * Math.min(p, 1 - p) < 5) {
      flags.add("an expected count is below 5: the normal approximation is poor");
    }
    return new TestResult(
        "two proportions, pooled z",
        z,
        Normal.p(z, alternative),
        Normal.logP(z, alternative),
        n,
        alternative,
        effect(level),
        Status.OK,
        flags);
  }

  /**
   * Fisher's exact test; two-sided adds the tables no likelier than the observed one. The statistic
   * is the sample odds ratio (infinity where its denominator is 0).
   */
  public TestResult fisher(Alternative alternative, double level) {
    int population = Math.toIntExact(Math.addExact(n1, n2));
    int successes = Math.toIntExact(Math.addExact(x1, x2));
    HypergeometricDistribution table =
        HypergeometricDistribution.of(population, successes, (int) n1);
    int x = (int) x1;
    double p =
        switch (alternative) {
          case GREATER -> table.survivalProbability(x - 1);
          case LESS -> table.cumulativeProbability(x);
          case TWO_SIDED -> noLikelier(table, x);
        };
    double odds = ((double) x1 * (n2 - x2)) / ((double) x2 * (n1 - x1));
    boolean fixed = successes == 0 || successes == population;
    return new TestResult(
        "two proportions, Fisher exact",
        fixed ? 1 : odds,
        Math.min(1, p),
        StrictMath.log(Math.min(1, p)),
        population,
        alternative,
        effect(level),
        fixed ? Status.DEGENERATE : Status.OK,
        List.of());
  }

  private static double noLikelier(HypergeometricDistribution table, int observed) {
    double bound = table.probability(observed) * TIE;
    Sum sum = new Sum();
    for (int k = table.getSupportLowerBound(); k <= table.getSupportUpperBound(); k++) {
      double probability = table.probability(k);
      if (probability <= bound) {
        sum.add(probability);
      }
    }
    return sum.value();
  }

  private Effect effect(double level) {
    Estimate d = difference(level);
    return new Effect("difference of shares", d.value(), d.interval());
  }

  private static double square(double x) {
    return x * x;
  }
}
