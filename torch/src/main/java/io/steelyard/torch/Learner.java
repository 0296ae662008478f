package io.steelyard.torch;

import io.steelyard.core.WorkException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One optimiser step after another: gradients of a window of micro-batches, divided by what was
 * really in the window, clipped, applied.
 */
final class Learner implements AutoCloseable {
  /** Steps in a row without a finite gradient after which training is given up. */
  private static final int MOST_SKIPPED = 10;

  private static final double CLIP_EPSILON = 1e-6;

  /**
   * What a step did.
   *
   * @param loss mean loss of the window, as the objective divides it
   * @param norm of the gradient before clipping
   * @param rate learning rate
   * @param skipped whether the gradient was not finite and nothing was changed
   */
  record Step(double loss, double norm, double rate, boolean skipped) {}

  private final Decoder decoder;
  private final Objective objective;
  private final Batches batches;
  private final TrainingPlan plan;
  private final AdamW optimiser;
  private int skippedInARow;
  private long skipped;

  Learner(Decoder decoder, Objective objective, Batches batches, TrainingPlan plan) {
    this.decoder = decoder;
    this.objective = objective;
    this.batches = batches;
    this.plan = plan;
    decoder.parameters().train();
    this.optimiser =
        new AdamW(decoder.parameters(), plan.beta1(), plan.beta2(), plan.epsilon(), plan.decay());
  }

  AdamW optimiser() {
    return optimiser;
  }

  long skipped() {
    return skipped;
  }

  void resumeSkipped(long count) {
    skipped = count;
  }

  Step step(long step) {
    Torch.loopsOver(Long.MAX_VALUE);
    Tensor gradient = decoder.parameters().gradient();
    Torch.plain(gradient::zero_);
    double[] sums = new double[2];
    for (int micro = 0; micro < plan.accumulate(); micro++) {
      accumulate(batches.batch(step * plan.accumulate() + micro), sums);
    }
    double rate = plan.rate().at(step);
    double norm = sums[1] == 0 ? Double.NaN : scale(gradient, sums[1], plan.clip());
    boolean bad = !Double.isFinite(norm) || !Double.isFinite(sums[0]);
    if (bad) {
      skip(step);
    } else {
      skippedInARow = 0;
      optimiser.step(rate);
    }
    return new Step(sums[0] / sums[1], norm, rate, bad);
  }

  @SuppressWarnings("try")
  private void accumulate(Batch batch, double[] sums) {
    try (PointerScope scope = new PointerScope()) {
      StepLoss loss = objective.loss(decoder, batch);
      loss.sum().backward();
      sums[0] += loss.sum().item_double();
      sums[1] += loss.denominator();
    }
  }

  /**
   * Divides the gradient and cuts it to the largest norm; returns the norm before the cut.
   *
   * <p>Example: (3, 4, 12) with denominator 1 and largest norm 1 becomes 0.230769213, 0.307692284,
   * 0.923076852.
   */
  static double scale(Tensor gradient, double denominator, double clip) {
    double[] out = new double[1];
    Torch.plain(
        () -> {
          out[0] = norm(gradient) / denominator;
          double factor = 1 / denominator;
          if (clip > 0) {
            factor *= Math.min(1, clip / (out[0] + CLIP_EPSILON));
          }
          gradient.mul_(Torch.scalar(factor));
        });
    return out[0];
  }

  private static double norm(Tensor gradient) {
    Tensor norm = gradient.norm();
    return norm.to(ScalarType.Double).item_double();
  }

  private void skip(long step) {
    skipped++;
    skippedInARow++;
    if (skippedInARow >= MOST_SKIPPED) {
      throw new WorkException(
          "the gradient was not finite in "
              + MOST_SKIPPED
              + " steps in a row, the last of them step "
              + step
              + " (micro-batches from "
              + step * plan.accumulate()
              + "); lower the learning rate, lengthen the warm-up, or look at these texts");
    }
  }

  /** Mean loss of a batch without learning from it; its weight is the denominator. */
  double[] evaluate(Batch batch) {
    double[] out = new double[2];
    Torch.loopsOver(Long.MAX_VALUE);
    Torch.plain(
        () -> {
          StepLoss loss = objective.loss(decoder, batch);
          out[0] = loss.sum().item_double();
          out[1] = loss.denominator();
        });
    return out;
  }

  /** Sets libtorch's own generator, which some operations draw from. */
  static void seed(long seed) {
    torch.manual_seed(seed);
  }

  @Override
  public void close() {
    optimiser.close();
  }
}
