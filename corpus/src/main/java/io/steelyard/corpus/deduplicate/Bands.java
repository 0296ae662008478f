package io.steelyard.corpus.deduplicate;

import io.steelyard.core.draws.Draws;

/**
 * How a signature is cut into bands of rows. Two texts are candidates where all rows of one band
 * agree, which at Jaccard similarity s happens with probability {@code 1 - (1 - s^rows)^bands}.
 *
 * <p>Example: the default 14 x 8 finds a pair at .8 with probability .9235 and one at .5 with
 * .0533; its threshold {@code (1/bands)^(1/rows)} is .719. Also published: 20 x 13 (.794), 9 x 13
 * (.844), 25 x 10 (.725), 450 x 20.
 *
 * @param bands 1 or more
 * @param rows 1 or more
 */
public record Bands(int bands, int rows) {
  /** FineWeb's. */
  public static final Bands DEFAULT = new Bands(14, 8);

  public Bands {
    if (bands < 1 || rows < 1 || (long) bands * rows > 65_536) {
      throw new IllegalArgumentException(
          "bands x rows must be at least 1 x 1 and at most 65,536 in all, was "
              + bands
              + " x "
              + rows);
    }
  }

  /** Length of the signature. */
  public int functions() {
    return bands * rows;
  }

  /** The probability that a pair at this similarity becomes a candidate. */
  public double matchProbability(double similarity) {
    return 1 - StrictMath.pow(1 - StrictMath.pow(similarity, rows), bands);
  }

  /** Where the curve is steepest, approximately. */
  public double threshold() {
    return StrictMath.pow(1.0 / bands, 1.0 / rows);
  }

  /**
   * The 64-bit key of one band: the band's number and its rows, mixed. Texts agree on a key where
   * they agree on the band; two different bands of n texts collide by chance with probability about
   * {@code (n bands)^2 / 2^65}, 5 % at n = 10^8.
   */
  public long key(long[] signature, int band) {
    long h = Draws.sm(band);
    int from = band * rows;
    for (int i = from; i < from + rows; i++) {
      h = Draws.sm(h ^ signature[i]);
    }
    return h;
  }
}
