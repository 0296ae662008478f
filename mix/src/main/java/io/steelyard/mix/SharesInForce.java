package io.steelyard.mix;

import io.steelyard.core.counts.LargestRemainder;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The proportions that hold at the sampler's position: those of the schedule's segment, or those
 * set from outside, with the share of spent domains given to the others in proportion.
 */
final class SharesInForce {
  private final SamplerSettings settings;
  private final Progress at;
  private final long[] planned;
  private final long[] limit;
  private final long[][] scheduled;
  private final EarliestDeadline deadlines;
  private final long[] cumulative;
  private long[] weights;
  private long segmentEnd;

  /**
   * @param planned draws planned per domain, kept up to date by the sampler
   * @param limit draws allowed per domain
   */
  SharesInForce(SamplerSettings settings, Progress at, long[] planned, long[] limit) {
    this.settings = settings;
    this.at = at;
    this.planned = planned;
    this.limit = limit;
    this.scheduled =
        settings.schedule().segments().stream()
            .map(s -> s.proportions().fixedPoint())
            .toArray(long[][]::new);
    this.deadlines =
        settings.mode() == DrawMode.EXACT_TIGHT ? new EarliestDeadline(planned.length) : null;
    this.cumulative = new long[planned.length];
    segmentEnd = at.override == null ? settings.schedule().end(at.segment) : Long.MAX_VALUE;
    share();
  }

  /** Parts of 2^32; all zero when nothing can be served. */
  long[] weights() {
    return weights;
  }

  /** For independent draws: cumulative probabilities of the next document, in 2^-32. */
  long[] cumulative() {
    return cumulative;
  }

  /** For exact-tight draws. */
  EarliestDeadline deadlines() {
    return deadlines;
  }

  /** Enters the schedule's segment at the sampler's position, if it is another. */
  void advance() {
    if (at.units >= segmentEnd) {
      fold();
      at.segment = settings.schedule().segmentAt(at.units);
      segmentEnd = settings.schedule().end(at.segment);
      weigh();
    }
  }

  /** Shares anew after a domain was spent. */
  void share() {
    weigh();
    if (deadlines == null) {
      return;
    }
    if (at.override != null) {
      deadlines.restart(new long[][] {weights}, new long[] {0}, at.draw, at.credit);
      return;
    }
    long[][] future = new long[scheduled.length][];
    long[] starts = new long[scheduled.length];
    for (int s = 0; s < future.length; s++) {
      future[s] = shared(scheduled[s]);
      // A sequence taken over from other settings may have served more units than draws.
      starts[s] = settings.schedule().segments().get(s).from() - at.units + at.draw;
    }
    deadlines.restart(future, starts, at.draw, at.credit);
  }

  /** Proportions from outside hold from here on. */
  void override(Proportions proportions) {
    advance();
    fold();
    at.override = proportions.fixedPoint();
    segmentEnd = Long.MAX_VALUE;
    share();
  }

  /** Units that were asked of a domain so far, before the shares of spent domains. */
  double asked(int k) {
    BigInteger asked = at.asked[k].add(times(unshared()[k], at.units - at.segmentUnits));
    return new BigDecimal(asked).doubleValue() * 0x1p-32;
  }

  /** Closes the sum of asked units at a change of the proportions. */
  private void fold() {
    for (int k = 0; k < planned.length; k++) {
      at.asked[k] = at.asked[k].add(times(unshared()[k], at.units - at.segmentUnits));
    }
    at.segmentUnits = at.units;
  }

  private static BigInteger times(long a, long b) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
  }

  private long[] unshared() {
    return at.override != null ? at.override : scheduled[at.segment];
  }

  private void weigh() {
    weights = shared(unshared());
    if (settings.mode() == DrawMode.IID) {
      long sum = 0;
      long[] probabilities = drawProbabilities();
      for (int k = 0; k < cumulative.length; k++) {
        sum += probabilities[k];
        cumulative[k] = sum;
      }
    }
  }

  private long[] shared(long[] all) {
    double[] left = new double[all.length];
    boolean changed = false;
    boolean any = false;
    for (int k = 0; k < all.length; k++) {
      if (planned[k] < limit[k]) {
        left[k] = all[k];
        any |= all[k] > 0;
      } else {
        changed |= all[k] > 0;
      }
    }
    if (!any) {
      return new long[all.length];
    }
    return changed ? LargestRemainder.fixedPoint(left) : all;
  }

  /** Independent draws count documents: a domain of long documents is drawn less often. */
  private long[] drawProbabilities() {
    if (settings.unit() == Unit.DOCUMENTS) {
      return weights;
    }
    double[] probabilities = new double[weights.length];
    boolean any = false;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        SampledDomain domain = settings.domains().get(k);
        double meanLength = (double) domain.total(settings.unit()) / domain.documents();
        probabilities[k] = weights[k] / meanLength;
        any = true;
      }
    }
    return any ? LargestRemainder.fixedPoint(probabilities) : new long[weights.length];
  }
}
