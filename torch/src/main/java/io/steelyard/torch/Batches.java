package io.steelyard.torch;

/** The training texts in their order: a pure function of the number of the batch. */
@FunctionalInterface
public interface Batches {
  /**
   * @param number of the micro-batch since the start of the run, from 0
   */
  Batch batch(long number);
}
