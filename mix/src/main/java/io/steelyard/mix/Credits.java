package io.steelyard.mix;

/**
 * The exact rule: how far each domain is behind its share, in integers of 2^-32 units, so that
 * nothing drifts in 10^12 draws.
 *
 * <pre>
 * serve argmax_k credit_k + w_k * ahead        (lowest index on a tie; w_k = 0 takes no part)
 * credit_k += w_k * length  for all k;  credit_served -= length
 * </pre>
 *
 * <p>Example: (0.7, 0.2, 0.1) serves 0, 0, 1, 0, 2, 0, 0, 0, 1, 0. With constant proportions
 * |credit| stays below the longest document; a domain at 0 keeps its credit frozen.
 */
final class Credits {
  /** Only independent draws can wander so far, and there credits decide nothing. */
  private static final long CLAMP = 1L << 62;

  private final long[] credit;
  private final long[] peak;

  Credits(long[] credit, long[] peak) {
    this.credit = credit;
    this.peak = peak;
  }

  /** The domain to serve; -1 if none has a proportion. */
  int mostBehind(long[] weights, long ahead) {
    int best = -1;
    long bestScore = Long.MIN_VALUE;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        long score = credit[k] + weights[k] * ahead;
        if (score > bestScore) {
          bestScore = score;
          best = k;
        }
      }
    }
    return best;
  }

  /** Books a served document. */
  void move(long[] weights, int served, long length) {
    for (int k = 0; k < weights.length; k++) {
      credit[k] += weights[k] * length;
    }
    credit[served] -= length << 32;
  }

  /** Notes how far from their shares the domains are now. */
  void measure() {
    for (int k = 0; k < credit.length; k++) {
      long size = Math.abs(credit[k]);
      if (size > peak[k]) {
        peak[k] = size;
        if (size > CLAMP) {
          credit[k] = credit[k] < 0 ? -CLAMP : CLAMP;
          peak[k] = CLAMP;
        }
      }
    }
  }
}
