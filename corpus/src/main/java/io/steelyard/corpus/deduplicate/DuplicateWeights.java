package io.steelyard.corpus.deduplicate;

/** What a cluster's size may say about how often its survivor should be seen: pure functions. */
public final class DuplicateWeights {
  private DuplicateWeights() {}

  /**
   * Soft deduplication: {@code w = size^(-gamma)} for every member, instead of removal. 0 leaves
   * all copies at weight 1; 1 gives each cluster the total weight of one document.
   *
   * @throws IllegalArgumentException if size is below 1 or gamma is not in [0, 1]
   */
  public static double soft(int clusterSize, double gamma) {
    requireSize(clusterSize);
    if (!(gamma >= 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma must be from 0 to 1, was " + gamma);
    }
    return StrictMath.pow(clusterSize, -gamma);
  }

  /**
   * Re-hydration (FineWeb2, 2506.20920): how many copies of a cluster's survivor enter the mix, by
   * cluster size: 1 -> 1, 2 -> 2, 3-4 -> 3, 5-99 -> 5, 100-999 -> 8, from 1,000 -> 1 (boilerplate).
   */
  public static int copies(int clusterSize) {
    requireSize(clusterSize);
    if (clusterSize <= 2) {
      return clusterSize;
    }
    if (clusterSize <= 4) {
      return 3;
    }
    if (clusterSize <= 99) {
      return 5;
    }
    return clusterSize <= 999 ? 8 : 1;
  }

  private static void requireSize(int clusterSize) {
    if (clusterSize < 1) {
      throw new IllegalArgumentException("a cluster has at least 1 document, was " + clusterSize);
    }
  }
}
