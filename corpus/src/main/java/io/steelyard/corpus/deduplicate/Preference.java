package io.steelyard.corpus.deduplicate;

/**
 * Which of several duplicates is kept: the one of highest quality, then the longest, then the one
 * with the smallest ordinal (ordinals follow the canonical order of document ids). A total order,
 * so the survivor depends on nothing else.
 *
 * <p>Costs what its arrays cost: 4 bytes per document for lengths, 8 more with qualities.
 */
public final class Preference {
  private final int[] lengths;
  private final double[] qualities;

  private Preference(int[] lengths, double[] qualities) {
    this.lengths = lengths;
    this.qualities = qualities;
  }

  /** The smallest ordinal survives. */
  public static Preference first() {
    return new Preference(null, null);
  }

  /** The longest survives. */
  public static Preference longest(int[] lengths) {
    return new Preference(lengths, null);
  }

  /**
   * The best survives.
   *
   * @param qualities one per document; NaN means unknown and ranks below every number
   */
  public static Preference best(double[] qualities, int[] lengths) {
    if (qualities.length != lengths.length) {
      throw new IllegalArgumentException(
          "qualities for " + qualities.length + " documents, lengths for " + lengths.length);
    }
    return new Preference(lengths, qualities);
  }

  /** True if document {@code a} is to be kept rather than {@code b}. */
  public boolean prefers(int a, int b) {
    if (qualities != null) {
      double qa = Double.isNaN(qualities[a]) ? Double.NEGATIVE_INFINITY : qualities[a];
      double qb = Double.isNaN(qualities[b]) ? Double.NEGATIVE_INFINITY : qualities[b];
      if (qa != qb) {
        return qa > qb;
      }
    }
    if (lengths != null && lengths[a] != lengths[b]) {
      return lengths[a] > lengths[b];
    }
    return a < b;
  }
}
