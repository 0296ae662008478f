package io.steelyard.mix.rules;

/**
 * Which domains to leave out together so that few runs tell the effect of each: eight branches for
 * up to seven domains, each branch without about half of them.
 *
 * <p>Row 0 is {@code + + + - + - -}, rows 1 to 6 are its shifts, row 7 leaves all out. The effect
 * of domain j is the mean score of branches with it minus the mean without; its standard error is
 * {@code sigma * sqrt(4/8)} instead of {@code sigma * sqrt(2)} for one pair of runs. It assumes
 * that effects add up: run the full mixture as well, to see whether they do.
 */
public final class PlackettBurman {
  public static final int RUNS = 8;
  public static final int FACTORS = 7;
  private static final boolean[] ROW = {true, true, true, false, true, false, false};

  private PlackettBurman() {}

  /** Whether branch {@code run} keeps domain {@code factor}. */
  public static boolean keeps(int run, int factor) {
    return run < FACTORS && ROW[Math.floorMod(factor - run, FACTORS)];
  }

  /** The effects of the seven domains on a score, from the scores of the eight branches. */
  public static double[] effects(double... scores) {
    if (scores.length != RUNS) {
      throw new IllegalArgumentException(
          "expected the scores of " + RUNS + " branches, were " + scores.length);
    }
    double[] effects = new double[FACTORS];
    for (int factor = 0; factor < FACTORS; factor++) {
      for (int run = 0; run < RUNS; run++) {
        effects[factor] += (keeps(run, factor) ? scores[run] : -scores[run]) / (RUNS / 2);
      }
    }
    return effects;
  }
}
