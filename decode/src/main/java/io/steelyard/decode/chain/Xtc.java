package io.steelyard.decode.chain;

/**
 * Exclude top choices: with chance {@code probability}, of the tokens that are at least {@code
 * threshold} probable all but the least probable are dropped. Its random number is its own, drawn
 * whether it acts or not.
 */
public record Xtc(double probability, double threshold, int minKeep)
    implements Processor.Stateless {
  public Xtc {
    if (!(probability > 0) || probability > 1) {
      throw new IllegalArgumentException(
          "xtc-probability must be above 0 and at most 1, was " + probability);
    }
    if (!(threshold > 0) || threshold > 0.5) {
      throw new IllegalArgumentException(
          "xtc-threshold must be above 0 and at most 0.5 (two tokens cannot both be above a half),"
              + " was "
              + threshold);
    }
    TopP.requireMinKeep(minKeep);
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    if (context.uniform(Stream.XTC) < probability) {
      exclude(candidates);
    }
  }

  void exclude(CandidateSet candidates) {
    double bound = candidates.logSumExp() + StrictMath.log(threshold) - TopP.TOLERANCE;
    int above = 0;
    int least = -1;
    for (int i = 0; i < candidates.size(); i++) {
      double x = candidates.logit(i);
      if (x >= bound) {
        above++;
        if (least < 0
            || x < candidates.logit(least)
            || x == candidates.logit(least) && candidates.id(i) > candidates.id(least)) {
          least = i;
        }
      }
    }
    if (above < 2 || candidates.size() - (above - 1) < minKeep) {
      return;
    }
    double[] keys = candidates.keys();
    for (int i = 0; i < candidates.size(); i++) {
      keys[i] = candidates.logit(i) >= bound && i != least ? 1 : 0;
    }
    candidates.keepByKey(0);
  }
}
