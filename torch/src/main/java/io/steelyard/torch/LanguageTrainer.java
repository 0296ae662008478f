package io.steelyard.torch;

import io.steelyard.model.LanguageModel;
import io.steelyard.model.files.ModelConfig;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
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
  private double norm;

  /** A moment of a training to branch from: weights and the optimiser's means. */
  public static final class Moment implements AutoCloseable {
    private final Tensor weights;
    private final Tensor first;
    private final Tensor second;
    private final long steps;

    private Moment(Decoder decoder, AdamW optimiser) {
      weights = decoder.parameters().flat().clone();
      first = optimiser.first().clone();
      second = optimiser.second().clone();
      steps = optimiser.steps();
    }

    @Override
    public void close() {
      weights.close();
      first.close();
      second.close();
    }
  }

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
    Learner.Step done = learner.step(step);
    norm = done.norm();
    return done.loss();
  }

  /** Norm of the last step's gradient before clipping. */
  public double norm() {
    return norm;
  }

  /** The training as it is now; going back to it and on is going on, bit for bit. */
  public Moment moment() {
    return new Moment(decoder, learner.optimiser());
  }

  /** Goes back to a moment of this training. */
  public void restore(Moment moment) {
    Torch.plain(
        () -> {
          decoder.parameters().flat().copy_(moment.weights);
          learner.optimiser().first().copy_(moment.first);
          learner.optimiser().second().copy_(moment.second);
        });
    learner.optimiser().resume(moment.steps);
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

  /** What enters the first block for a token, length {@code width}. */
  public float[] embedding(int token) {
    float[] out = new float[decoder.shape().width()];
    Torch.plain(
        () -> {
          Tensor row = decoder.embeddings().select(0, token).contiguous();
          row.<FloatBuffer>createBuffer().get(out);
        });
    return out;
  }

  /**
   * What a block reads of each token of a text, after its first norm; for {@code layer} equal to
   * the number of layers, the last hidden states.
   */
  public float[][] hidden(int[] ids, int layer) {
    float[][] out = new float[ids.length][decoder.shape().width()];
    Batch text = new Batch(Arrays.copyOf(ids, ids.length + 1), 1, ids.length);
    Torch.plain(
        () -> {
          Tensor[] read = new Tensor[1];
          Tensor last =
              decoder.blocks(
                  decoder.embed(text.inputs()),
                  text.positions(),
                  new CausalAttention(1, ids.length),
                  (at, slot, x) -> {
                    read[0] = at == layer && slot == Slots.Slot.ATTENTION_NORM ? x : read[0];
                    return x;
                  });
          FloatBuffer values = (read[0] == null ? last : read[0]).contiguous().createBuffer();
          for (float[] row : out) {
            values.get(row);
          }
        });
    return out;
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
