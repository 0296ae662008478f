package io.steelyard.core.stats;

import java.util.Objects;

/**
 * A number with what it rests on: a sample estimate carries n and an interval, a full count says
 * that it is one, and an undefined number says that too. Nothing else can be built.
 *
 * <p>Example: {@code Proportion.WILSON.estimate(7, 20, 0.95)} is 0.35 with n = 20 and [0.181,
 * 0.567]; {@code Estimate.count(17597, 17597)} is a number of documents that were all read.
 *
 * @param value the number; NaN only where the status is not OK
 * @param n observations behind it
 * @param interval null for a count and for an undefined estimate, present otherwise
 * @param basis whether it was sampled or counted
 * @param status whether the value stands
 */
public record Estimate(double value, long n, Interval interval, Basis basis, Status status) {
  /** Where the number comes from. */
  public enum Basis {
    SAMPLE,
    COUNT
  }

  public Estimate {
    Objects.requireNonNull(basis, "basis");
    Objects.requireNonNull(status, "status");
    if (n < 0) {
      throw new IllegalArgumentException("an estimate from " + n + " observations");
    }
    boolean stands = status == Status.OK || status == Status.DEGENERATE;
    if (stands && Double.isNaN(value)) {
      throw new IllegalArgumentException("the value is NaN: use Estimate.undefined(n)");
    }
    if (stands && basis == Basis.SAMPLE && interval == null) {
      throw new IllegalArgumentException(
          "a sampled estimate needs an interval; a number over everything is Estimate.count");
    }
    if (basis == Basis.COUNT && interval != null) {
      throw new IllegalArgumentException("a full count has no interval");
    }
  }

  /** A sampled value with its interval. */
  public static Estimate of(double value, long n, Interval interval) {
    return new Estimate(value, n, interval, Basis.SAMPLE, Status.OK);
  }

  /** A value computed over everything there is: no sampling, hence no interval. */
  public static Estimate count(double value, long n) {
    return new Estimate(value, n, null, Basis.COUNT, Status.OK);
  }

  /** No value exists, for example a share of no documents. */
  public static Estimate undefined(long n) {
    return new Estimate(Double.NaN, n, null, Basis.SAMPLE, Status.UNDEFINED);
  }
}
