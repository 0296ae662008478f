package io.steelyard.torch;

import io.steelyard.model.LanguageModel;
import io.steelyard.model.files.ModelConfig;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains a language model from nothing on any texts, step by step: what {@code torch.train} does,
 * for programs.
 *
 * <pre>{@code
 * try (LanguageTrainer trainer = new LanguageTrainer(config, plan, batches, 7, 2)) {
 *   for (long step = 0; step < plan.steps(); step++) {
 *     double loss = trainer.step(step);
 *   }
 *   trainer.save(Path.of("model.safetensors"));
 *   double held = trainer.loss(validation);
 * }
 * }</pre>
 */
public final class LanguageTrainer implements AutoCloseable {
  private final Decoder decoder;
  private final Learner learner;

  /**
   * @param config what the model computes
   * @param plan how it is trained
   * @param batches the texts, by the number of the micro-batch
   * @param seed of the first weights
   * @param cores that share the sums; part of what is computed
   */
  public LanguageTrainer(
      ModelConfig config, TrainingPlan plan, Batches batches, long seed, int cores) {
    Torch.load();
    Torch.threads(cores);
    Learner.seed(seed);
    this.decoder = Decoders.of(config, ScalarType.Float);
    decoder.parameters().initialise(seed);
    this.learner = new Learner(decoder, Objective.NEXT_TOKEN, batches, plan);
  }

  /** One optimiser step; the mean loss of its window before it, in nats per token. */
  public double step(long step) {
    return learner.step(step).loss();
  }

  /** Mean loss of a batch in nats per token, without learning from it. */
  public double loss(Batch batch) {
    double[] loss = learner.evaluate(batch);
    return loss[0] / loss[1];
  }

  /** The model as it is now; it is valid as long as the trainer is open and must not be closed. */
  public LanguageModel model() {
    return new TorchModel(decoder);
  }

  /** Writes the weights as safetensors under Hugging Face's names. */
  public void save(Path file) {
    WeightFiles.save(decoder.parameters(), file);
  }

  @Override
  public void close() {
    learner.close();
    decoder.close();
  }
}
