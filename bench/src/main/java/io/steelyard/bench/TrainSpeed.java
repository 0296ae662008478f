package io.steelyard.bench;

import io.steelyard.core.artifact.Json;
import io.steelyard.core.draws.Draws;
import io.steelyard.model.ModelShape;
import io.steelyard.model.files.Activation;
import io.steelyard.model.files.ModelConfig;
import io.steelyard.model.files.Rotary;
import io.steelyard.model.tensors.TensorType;
import io.steelyard.torch.Batch;
import io.steelyard.torch.LanguageTrainer;
import io.steelyard.torch.LearningRate;
import io.steelyard.torch.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Trains a small Llama on drawn tokens and prints tokens a second and the losses, so that another
 * program can do the same from the same first weights.
 *
 * <p>Arguments: folder for the first weights, steps, threads.
 */
final class TrainSpeed {
  private static final int VOCABULARY = 8192;
  private static final int LENGTH = 256;
  private static final int ROWS = 8;

  private TrainSpeed() {}

  static Batch batch(long number) {
    int[] ids = new int[ROWS * (LENGTH + 1)];
    for (int i = 0; i < ids.length; i++) {
      // Squared, so that some tokens are frequent and there is something to learn.
      double u = Draws.unit(Draws.mix(number, i));
      ids[i] = (int) (u * u * VOCABULARY);
    }
    return new Batch(ids, ROWS, LENGTH);
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    ModelShape shape = new ModelShape("llama", VOCABULARY, LENGTH, 6, 384, 6, 2, 64, 1024, true, 0);
    ModelConfig config =
        new ModelConfig(
            shape,
            1e-5,
            new Rotary(10_000, Rotary.Scaling.NONE),
            Activation.SILU,
            false,
            false,
            false,
            -1,
            new int[0]);
    TrainingPlan plan =
        TrainingPlan.of(steps, new LearningRate(LearningRate.Shape.CONSTANT, 1e-3, 0, steps, 1));
    try (LanguageTrainer trainer =
        new LanguageTrainer(config, plan, TrainSpeed::batch, 7, Integer.parseInt(arguments[2]))) {
      Files.createDirectories(folder);
      trainer.save(folder.resolve("model.safetensors"));
      Files.write(folder.resolve("config.json"), Json.pretty(config.toJson(TensorType.F32)));
      StringBuilder ids = new StringBuilder();
      for (int i = 0; i < steps; i++) {
        ids.append(Arrays.toString(batch(i).ids())).append('\n');
      }
      Files.writeString(folder.resolve("batches.jsonl"), ids);
      double[] seconds = new double[steps];
      StringBuilder losses = new StringBuilder();
      for (int i = 0; i < steps; i++) {
        long start = System.nanoTime();
        double loss = trainer.step(i);
        seconds[i] = (System.nanoTime() - start) / 1e9;
        losses.append(String.format(Locale.ROOT, " %.5f", loss));
      }
      Arrays.sort(seconds);
      System.out.printf(
          Locale.ROOT,
          "steelyard %.0f tokens/s; losses%s%n",
          ROWS * LENGTH / seconds[steps / 2],
          losses);
    }
  }
}
