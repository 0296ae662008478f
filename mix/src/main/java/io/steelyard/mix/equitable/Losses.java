package io.steelyard.mix.equitable;

/** What a group's loss is with so much of its data: a training run, however small. */
@FunctionalInterface
public interface Losses {
  /**
   * @param group index of the group
   * @param amount units of its data to train on; those of a smaller amount are among them
   * @param repeat which random order of its data
   * @return loss on held-out data; NaN where the run failed
   */
  double of(int group, double amount, int repeat);

  /** Units of a group that can be trained on; beyond them a curve has to be carried on. */
  default double largest(int group) {
    return Double.POSITIVE_INFINITY;
  }
}
