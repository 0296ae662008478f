package io.steelyard.mix;

import java.util.Arrays;

/**
 * Tijdeman's rule for the chairman assignment problem (1980): among the domains whose credit,
 * counting this draw, is at least {@code 1/(2K-2)}, serve the one whose credit would reach {@code 1
 * - 1/(2K-2)} soonest. Every prefix then stays within {@code 1 - 1/(2K-2)} documents, whatever the
 * schedule, as long as it is known ahead: 0.75 for three domains.
 *
 * <p>A deadline is a draw's number and moves only when its domain is served, so one draw costs one
 * division. A domain without a weight is never served, even with a credit left; the bound then
 * holds among the others up to that frozen credit.
 */
final class EarliestDeadline {
  private static final long NEVER = Long.MAX_VALUE;

  private final int domains;
  private final long eligible;
  private final long due;
  private final long[] deadline;
  private long[][] weights;
  private long[] starts;
  private long draw;
  private int segment;

  EarliestDeadline(int domains) {
    this.domains = domains;
    this.deadline = new long[domains];
    long parts = Math.max(1, 2L * domains - 2);
    long one = 1L << 32;
    this.eligible = (one + parts - 1) / parts;
    this.due = ((parts - 1) * one + parts - 1) / parts;
  }

  /** Begins with a new future: {@code weights[s]} hold from draw {@code starts[s]} on. */
  void restart(long[][] futureWeights, long[] futureStarts, long now, long[] credit) {
    weights = futureWeights;
    starts = futureStarts;
    draw = now;
    segment = 0;
    advance();
    for (int k = 0; k < domains; k++) {
      deadline[k] = deadline(k, credit[k]);
    }
  }

  private void advance() {
    while (segment + 1 < starts.length && starts[segment + 1] <= draw) {
      segment++;
    }
  }

  /** The domain to serve at this draw; -1 if no domain has a weight. */
  int choose(long[] credit, long[] now) {
    int best = -1;
    int behind = -1;
    for (int k = 0; k < domains; k++) {
      if (now[k] > 0) {
        long counted = credit[k] + now[k];
        if (counted >= eligible && (best < 0 || deadline[k] < deadline[best])) {
          best = k;
        }
        if (behind < 0 || counted > credit[behind] + now[behind]) {
          behind = k;
        }
      }
    }
    return best >= 0 ? best : behind;
  }

  /** Tells that a domain was served and the draw is over; credits are those after it. */
  void served(int k, long[] credit) {
    draw++;
    advance();
    deadline[k] = deadline(k, credit[k]);
  }

  /** The first draw at which the credit, counting that draw, would reach the due mark. */
  private long deadline(int k, long credit) {
    long need = due - credit;
    if (need <= 0) {
      return draw;
    }
    long from = draw;
    for (int s = segment; s < starts.length; s++) {
      long w = weights[s][k];
      boolean last = s + 1 == starts.length;
      long length = last ? NEVER : starts[s + 1] - from;
      if (w > 0) {
        long steps = (need + w - 1) / w;
        if (steps <= length) {
          return from + steps - 1;
        }
        need -= w * length;
      }
      if (!last) {
        from = starts[s + 1];
      }
    }
    return NEVER;
  }

  @Override
  public String toString() {
    return "draw " + draw + ", deadlines " + Arrays.toString(deadline);
  }
}
