package io.steelyard.torch;

import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.model.ModelShape;

/**
 * What a training run will cost, by the shape of the model: about {@code 6 N} operations a token
 * for N weights, and what attention adds; five copies of the weights, and what a batch keeps for
 * its gradients.
 */
final class TrainForecast {
  /** Operations a second of one core in a whole training step, seen on 13 M weights. */
  private static final double OPERATIONS = 45e9;

  private static final int FLOAT = 4;

  /** Weights, gradient, two moments, scratch. */
  private static final int COPIES = 5;

  /** Logits, their logarithms, and the gradients of both. */
  private static final int LOGITS = 4;

  /** Hidden-sized and feed-forward-sized tensors that a block keeps. */
  private static final int HIDDEN = 12;

  private static final int INNER = 4;

  private TrainForecast() {}

  static void describe(
      Forecast forecast,
      ModelShape shape,
      long steps,
      int batch,
      int accumulate,
      int length,
      int cores) {
    double weights = weights(shape);
    double tokens = (double) steps * batch * accumulate * length;
    double attention = 12.0 * shape.layers() * shape.heads() * shape.headWidth() * length / 2;
    // Training uses its own number of cores, whatever the engine's.
    forecast.work(tokens * (6 * weights + attention) * forecast.threads() / cores, OPERATIONS);
    double kept =
        (double) shape.layers() * (HIDDEN * shape.width() + INNER * shape.inner())
            + LOGITS * (double) shape.vocabulary();
    forecast.memory(FLOAT * (COPIES * weights + kept * batch * length));
    forecast
        .summary()
        .figure("weights", Math.round(weights), Format.COUNT)
        .figure("optimiser steps", steps, Format.COUNT)
        .figure("tokens trained on", Math.round(tokens), Format.COUNT)
        .figure("tokens per weight", tokens / weights, Format.NUMBER);
  }

  /** Number of weights; norms and biases, a thousandth of them, are left out. */
  static double weights(ModelShape shape) {
    double attention =
        (double) shape.width() * shape.headWidth() * 2 * (shape.heads() + shape.keyValueHeads());
    double inner = (double) shape.width() * shape.inner() * (shape.family().equals("gpt2") ? 2 : 3);
    double positions = shape.family().equals("gpt2") ? (double) shape.context() * shape.width() : 0;
    return (double) shape.vocabulary() * shape.width()
        + positions
        + shape.layers() * (attention + inner);
  }
}
