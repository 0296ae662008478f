package io.steelyard.mix.equitable;

import java.util.ArrayList;
import java.util.List;

/**
 * How fast a loss falls at the amount that a group has, from runs on less of it.
 *
 * @param slope {@code dL/dn}, at most 0
 * @param error its standard error; 0 where one run alone says so
 */
public record SlopeEstimate(double slope, double error) {
  /** Shares of the data on which the power law is fitted. */
  private static final double[] SHARES = {0.125, 0.177, 0.25, 0.354, 0.5, 0.707, 1};

  /** Ways to estimate it. */
  public enum Rule {
    /** {@code (L(n) - L((1-d) n)) / (d n)} with d = 0.2, mean over orders: no shape is assumed. */
    LEAVE_OUT,
    /** The slope of a power law through seven nested samples; it can be carried beyond the data. */
    POWER_FIT
  }

  /** The part that leave-out leaves out. */
  static final double LEFT_OUT = 0.2;

  static SlopeEstimate of(Rule rule, Losses losses, int group, double amount, int repeats) {
    return rule == Rule.LEAVE_OUT
        ? leaveOut(losses, group, amount, repeats)
        : powerFit(losses, group, amount, repeats);
  }

  private static SlopeEstimate leaveOut(Losses losses, int group, double amount, int repeats) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int r = 0; r < repeats; r++) {
      double slope =
          (losses.of(group, amount, r) - losses.of(group, amount * (1 - LEFT_OUT), r))
              / (amount * LEFT_OUT);
      if (!Double.isNaN(slope)) {
        sum += slope;
        squares += slope * slope;
        n++;
      }
    }
    if (n == 0) {
      return new SlopeEstimate(0, 0);
    }
    double variance = n > 1 ? Math.max(0, (squares - sum * sum / n) / (n - 1)) : 0;
    return new SlopeEstimate(Math.min(0, sum / n), StrictMath.sqrt(variance / n));
  }

  private static SlopeEstimate powerFit(Losses losses, int group, double amount, int repeats) {
    double most = Math.min(amount, losses.largest(group));
    List<CurveFit.Point> points = new ArrayList<>();
    for (double share : SHARES) {
      for (int r = 0; r < repeats; r++) {
        double loss = losses.of(group, most * share, r);
        if (!Double.isNaN(loss)) {
          points.add(new CurveFit.Point(most * share, loss));
        }
      }
    }
    CurveFit.Fitted fitted = CurveFit.powerLaw(points);
    return fitted.learns()
        ? new SlopeEstimate(fitted.curve().slope(amount), fitted.slopeError(amount))
        : new SlopeEstimate(0, fitted.slopeError(amount));
  }
}
