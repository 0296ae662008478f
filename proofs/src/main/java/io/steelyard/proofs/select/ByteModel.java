package io.steelyard.proofs.select;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.model.ModelShape;
import io.steelyard.model.files.Activation;
import io.steelyard.model.files.ModelConfig;
import io.steelyard.model.files.Rotary;
import io.steelyard.torch.Batch;
import io.steelyard.torch.LanguageTrainer;
import io.steelyard.torch.LearningRate;
import io.steelyard.torch.TrainingPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A small Llama over bytes, trained on the spot: which of two texts prepares better for a third.
 */
final class ByteModel {
  private static final int LENGTH = 192;
  private static final int ROWS = 8;
  private static final ModelShape SHAPE =
      new ModelShape("llama", 256, LENGTH, 3, 96, 4, 2, 24, 256, true, 0);

  private ByteModel() {}

  /** Bytes that a training run reads. */
  static long budget(int steps) {
    return (long) steps * ROWS * LENGTH;
  }

  /**
   * Trains on windows drawn from {@code training} and gives the loss of each held-out text, in bits
   * per byte.
   *
   * @param seed of the first weights and of the windows
   */
  static double[] losses(List<String> training, List<String> held, int steps, long seed) {
    byte[] text = String.join("\n", training).getBytes(StandardCharsets.UTF_8);
    long key = Draws.key(seed, Purpose.SYNTHETIC, "windows");
    ModelConfig config =
        new ModelConfig(
            SHAPE,
            1e-5,
            new Rotary(10_000, Rotary.Scaling.NONE),
            Activation.SILU,
            false,
            false,
            false,
            -1,
            new int[0]);
    TrainingPlan plan =
        TrainingPlan.of(
            steps, new LearningRate(LearningRate.Shape.COSINE, 3e-3, steps / 20, steps, 0.1));
    try (LanguageTrainer trainer =
        new LanguageTrainer(config, plan, number -> batch(text, key, number), seed, 1)) {
      for (long step = 0; step < steps; step++) {
        trainer.step(step);
      }
      return held.stream().mapToDouble(h -> loss(trainer, h)).toArray();
    }
  }

  private static Batch batch(byte[] text, long key, long number) {
    int[] ids = new int[ROWS * (LENGTH + 1)];
    for (int row = 0; row < ROWS; row++) {
      int from = (int) Draws.below(Draws.mix(key, number, row), text.length - LENGTH);
      for (int i = 0; i <= LENGTH; i++) {
        ids[row * (LENGTH + 1) + i] = text[from + i] & 0xFF;
      }
    }
    return new Batch(ids, ROWS, LENGTH);
  }

  private static double loss(LanguageTrainer trainer, String held) {
    byte[] text = held.getBytes(StandardCharsets.UTF_8);
    int rows = (text.length - 1) / LENGTH;
    int[] ids = new int[rows * (LENGTH + 1)];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i <= LENGTH; i++) {
        ids[row * (LENGTH + 1) + i] = text[row * LENGTH + i] & 0xFF;
      }
    }
    return trainer.loss(new Batch(ids, rows, LENGTH)) / StrictMath.log(2);
  }
}
