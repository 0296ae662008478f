package io.steelyard.select.samanantar;

/** Finds the nearest sentences in both directions. */
public interface NeighbourSearch {
  /**
   * What was found.
   *
   * @param forward of each source sentence among the targets
   * @param backward of each target sentence among the sources
   * @param recall share of sentences whose nearest was found, by a sample; 1 where all were
   *     compared
   * @param compared how many cosines were computed
   */
  record Both(Neighbours forward, Neighbours backward, double recall, long compared) {}

  /**
   * @param sources unit vectors
   * @param targets unit vectors of the same width
   * @param k neighbours of each, at most as many as the smaller side has
   */
  Both search(float[][] sources, float[][] targets, int k, int threads);

  /** The cosine of two unit vectors, summed in double precision in the order of the components. */
  static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
