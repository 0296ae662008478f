package io.steelyard.core.stats;

import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's exact test on paired yes/no outcomes: only the pairs that disagree count, and under the
 * null hypothesis each way is as likely as the other.
 *
 * <p>Example: 15 pairs changed to yes, 5 to no: p = 0.0414 (two-sided).
 */
public final class McNemar {
  private McNemar() {}

  /**
   * @param gained pairs that were no before and yes after
   * @param lost pairs that were yes before and no after
   * @param pairs all pairs, agreeing ones included
   * @return the test with the change of the share, (gained - lost) / pairs, as effect; its interval
   *     is Clopper-Pearson's on the disagreeing pairs, carried over to the change of the share
   */
  public static TestResult exact(
      int gained, int lost, int pairs, Alternative alternative, double level) {
    if (gained < 0 || lost < 0 || Math.addExact(gained, lost) > pairs || pairs == 0) {
      throw new IllegalArgumentException(
          gained + " gained and " + lost + " lost of " + pairs + " pairs do not add up");
    }
    int n = gained + lost;
    double change = (double) (gained - lost) / pairs;
    Interval share = Proportion.CLOPPER_PEARSON.interval(gained, n, level);
    double scale = (double) n / pairs;
    Effect effect =
        new Effect(
            "change of the share",
            change,
            new Interval(
                scale * (2 * share.lo() - 1),
                scale * (2 * share.hi() - 1),
                level,
                "clopper-pearson on the disagreeing pairs"));
    if (n == 0) {
      return new TestResult(
          "McNemar exact",
          0,
          1,
          0,
          pairs,
          alternative,
          effect,
          Status.DEGENERATE,
          List.of("no pair disagrees"));
    }
    BinomialDistribution half = BinomialDistribution.of(n, 0.5);
    double p =
        switch (alternative) {
          case GREATER -> half.survivalProbability(gained - 1);
          case LESS -> half.cumulativeProbability(gained);
          case TWO_SIDED -> Math.min(1, 2 * half.cumulativeProbability(Math.min(gained, lost)));
        };
    return TestResult.of("McNemar exact", gained, p, pairs, alternative, effect, List.of());
  }
}
