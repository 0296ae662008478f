package io.steelyard.torch;

/**
 * How a model is trained.
 *
 * @param steps optimiser steps, the only clock
 * @param accumulate micro-batches whose gradients make one step
 * @param rate learning rate by step
 * @param beta1 decay of the mean gradient
 * @param beta2 decay of the mean squared gradient
 * @param epsilon added to its root
 * @param decay weight decay of matrices
 * @param clip largest norm of the gradient; 0 for none
 * @param evaluateEvery steps between evaluations; the last step is always evaluated
 * @param checkpointEvery steps between checkpoints
 */
public record TrainingPlan(
    long steps,
    int accumulate,
    Rate rate,
    double beta1,
    double beta2,
    double epsilon,
    double decay,
    double clip,
    long evaluateEvery,
    long checkpointEvery) {
  public TrainingPlan {
    if (steps < 1 || accumulate < 1 || evaluateEvery < 1 || checkpointEvery < 1) {
      throw new IllegalArgumentException(
          "steps, accumulate, evaluate-every and checkpoint-every must be at least 1");
    }
    if (!(clip >= 0)) {
      throw new IllegalArgumentException("clip must be 0 or more, was " + clip);
    }
  }

  /** The usual settings: betas 0.9 and 0.95, decay 0.1, clipping at 1. */
  public static TrainingPlan of(long steps, Rate rate) {
    return new TrainingPlan(
        steps, 1, rate, 0.9, 0.95, 1e-8, 0.1, 1, Math.max(1, steps / 10), Math.max(1, steps / 4));
  }
}
