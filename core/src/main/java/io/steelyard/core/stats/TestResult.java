package io.steelyard.core.stats;

import java.util.List;
import java.util.Objects;

/**
 * The outcome of one hypothesis test; it cannot be built without an effect size.
 *
 * @param test name and variant, for example {@code paired sign-flip, exact}
 * @param statistic the test statistic
 * @param p p-value in [0, 1]; 0 only by underflow, then {@code logP} still tells them apart
 * @param logP natural logarithm of p
 * @param n observations (pairs for a paired test)
 * @param alternative the alternative hypothesis
 * @param effect how large the difference is
 * @param status DEGENERATE where the data do not vary
 * @param flags remarks for the reader, for example the Monte-Carlo interval of p
 */
public record TestResult(
    String test,
    double statistic,
    double p,
    double logP,
    long n,
    Alternative alternative,
    Effect effect,
    Status status,
    List<String> flags) {
  public TestResult {
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(alternative, "alternative");
    Objects.requireNonNull(effect, "a test result needs an effect size");
    Objects.requireNonNull(status, "status");
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("p-value " + p + " of " + test + " is outside [0, 1]");
    }
    flags = List.copyOf(flags);
  }

  static TestResult of(
      String test,
      double statistic,
      double p,
      long n,
      Alternative alternative,
      Effect effect,
      List<String> flags) {
    return new TestResult(
        test, statistic, p, StrictMath.log(p), n, alternative, effect, Status.OK, flags);
  }
}
