package io.steelyard.select.samanantar;

import java.util.Comparator;

/**
 * Two sentences that may translate each other.
 *
 * @param source place on the source side
 * @param target place on the target side
 * @param cosine of their vectors
 * @param score by the margin
 * @param direction who chose whom
 * @param fellBack whether the score is a distance in place of a ratio
 */
public record MinedPair(
    int source, int target, double cosine, double score, Direction direction, boolean fellBack) {
  /** Whose best candidate the pair is. */
  public enum Direction {
    FORWARD,
    BACKWARD,
    MUTUAL
  }

  /** Best first: by score, then cosine, then places. */
  public static final Comparator<MinedPair> BEST_FIRST =
      Comparator.comparingDouble(MinedPair::score)
          .thenComparingDouble(MinedPair::cosine)
          .reversed()
          .thenComparingInt(MinedPair::source)
          .thenComparingInt(MinedPair::target);
}
