package io.steelyard.vocab.train;

/**
 * What makes a pair of neighbouring pieces worth merging.
 *
 * <p>Example: in {@code _low x5, _lower x2, _newest x6, _widest x3} the pair (s,t) has n = 9, both
 * parts occur 9 times and there are N = 95 pieces: its likelihood gain is 29.769416, its score 9 /
 * (9 * 9) = 0.111, its frequency 9. The best by score is (i,d), 3 / (3 * 3) = 0.333.
 */
public enum PieceCriterion {
  /**
   * What the merge adds to the likelihood of the text under its own unigram model (Schuster and
   * Nakajima 2012). With {@code F(x) = x ln x} the log-likelihood is {@code sum of F(c_u) - F(N)},
   * so a merge of n pairs gains {@code F(c_a - n) + F(c_b - n) + F(n) - F(c_a) - F(c_b) - F(N - n)
   * + F(N)}, and {@code F(c_a - 2n) + F(n) - F(c_a) - F(N - n) + F(N)} where a = b, in nats.
   */
  LIKELIHOOD {
    @Override
    double value(long n, long left, long right, boolean same, long total) {
      double parts = same ? fall(left, 2 * n) : fall(left, n) + fall(right, n);
      return n * StrictMath.log(n) - parts + fall(total, n);
    }
  },

  /** {@code n / (c_a * c_b)}: what is often called word-piece training, though it is not. */
  SCORE {
    @Override
    double value(long n, long left, long right, boolean same, long total) {
      return (double) n / left / right;
    }
  },

  /** n, as in byte-pair encoding: what the word-piece trainer of {@code tokenizers} does. */
  FREQUENCY {
    @Override
    double value(long n, long left, long right, boolean same, long total) {
      return n;
    }
  };

  /**
   * What a pair is worth.
   *
   * @param n how often the pair occurs without overlap, at least 1
   * @param left how often its left part occurs
   * @param right how often its right part occurs
   * @param same whether the two parts are one piece
   * @param total how many pieces there are
   */
  abstract double value(long n, long left, long right, boolean same, long total);

  /**
   * What a pair is not worth more than, now and after any more merges, as long as its parts do not
   * get rarer than said: values grow as parts get rarer, and fall as the text gets shorter. As a
   * function of n a gain is convex and 0 at 0, so with fewer pairs it is below this or below 0.
   *
   * @param left the least that the left part will occur
   * @param right the least that the right part will occur
   */
  double limit(long n, long left, long right, boolean same, long total) {
    long least = same ? 2 * n : n;
    return Math.max(0, value(n, Math.max(least, left), Math.max(least, right), same, total));
  }

  /**
   * {@code F(c) - F(c - n)}, written as {@code n ln c - (c - n) ln(1 - n/c)} so that nothing
   * cancels where c is large.
   */
  static double fall(long c, long n) {
    double all = n * StrictMath.log(c);
    return c == n ? all : all - (c - n) * StrictMath.log1p(-(double) n / c);
  }
}
