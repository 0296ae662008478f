package io.steelyard.torch;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.model.ModelShape;
import io.steelyard.model.files.Activation;
import io.steelyard.model.files.ModelConfig;
import io.steelyard.model.files.Rotary;
import io.steelyard.model.tensors.TensorType;
import io.steelyard.vocab.tokens.ForeseenTokens;
import io.steelyard.vocab.tokens.TokenFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains a small language model on the token shards, in the order of the mixture, and measures its
 * loss on each domain's validation texts on the way.
 *
 * <p>The run writes checkpoints and goes on after the last one, bit for bit. Sums in libtorch
 * depend on how many cores share them, so {@code cores} is a setting and part of what is computed.
 */
@Method(
    name = "torch.train",
    about = "Trains a language model on the token shards, with validation loss by domain.",
    takes = ArtifactKind.TOKENS,
    makes = ArtifactKind.MODEL)
public record TrainStep(
    @Setting(value = "architecture: llama or gpt2", or = "llama") Family family,
    @Setting(value = "blocks", or = "4") int layers,
    @Setting(value = "size of the hidden state", or = "256") int width,
    @Setting(value = "query heads", or = "4") int heads,
    @Setting(value = "key and value heads; 0 for as many as query heads", or = "0")
        int keyValueHeads,
    @Setting(value = "width of the feed-forward part; 0 for the family's usual", or = "0")
        int inner,
    @Setting(value = "texts in a micro-batch", or = "8") int batch,
    @Setting(value = "micro-batches whose gradients make one step", or = "1") int accumulate,
    @Setting(value = "optimiser steps; 0 for one pass over the order", or = "0") long steps,
    @Setting(value = "highest learning rate", or = "1e-3") double learningRate,
    @Setting(
            value =
                "how it falls after the warm-up: constant, linear, cosine, inverse-root or"
                    + " stable-decay",
            or = "cosine")
        LearningRate.Shape schedule,
    @Setting(value = "share of the steps in which it rises", or = "5%") Share warmUp,
    @Setting(value = "share of the highest rate that is left at the end", or = "10%") Share floor,
    @Setting(value = "weight decay of matrices", or = "0.1") double weightDecay,
    @Setting(value = "largest norm of the gradient; 0 for none", or = "1") double clip,
    @Setting(value = "evaluations in the run", or = "10") int evaluations,
    @Setting(value = "validation tokens of each domain", or = "65536") int validationTokens,
    @Setting(value = "steps between checkpoints", or = "200") long checkpointEvery,
    @Setting(value = "cores that share the sums; another number gives other last digits", or = "2")
        int cores)
    implements Step {
  /** Architectures that can be trained from nothing. */
  public enum Family {
    LLAMA,
    GPT2
  }

  private static final double EPSILON = 1e-5;
  private static final double THETA = 10_000;

  public TrainStep {
    positive("layers", layers);
    positive("width", width);
    positive("heads", heads);
    positive("batch", batch);
    positive("accumulate", accumulate);
    positive("evaluations", evaluations);
    positive("checkpoint-every", checkpointEvery);
    positive("cores", cores);
    if (width % heads != 0 || width / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "width must be heads times an even number, was " + width + " with " + heads + " heads");
    }
    if (keyValueHeads < 0 || keyValueHeads > 0 && heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "key-value-heads must divide heads (" + heads + "), was " + keyValueHeads);
    }
    if (family == Family.GPT2 && keyValueHeads > 0 && keyValueHeads != heads) {
      throw new IllegalArgumentException("key-value-heads must be 0 or equal heads for gpt2");
    }
    if (inner < 0 || steps < 0 || validationTokens < 0) {
      throw new IllegalArgumentException("inner, steps and validation-tokens must not be negative");
    }
    if (!(weightDecay >= 0) || !(clip >= 0)) {
      throw new IllegalArgumentException("weight-decay and clip must be 0 or more");
    }
    // The rate's own checks, before any work.
    new LearningRate(schedule, learningRate, 0, 1, floor.value());
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }

  @Override
  public void run(Job job) throws IOException {
    Path folder = job.require(ArtifactKind.TOKENS).folder();
    TokenFolder tokens = TokenFolder.open(folder);
    TrainingPlan plan = plan(tokens);
    int length = tokens.order().sequenceLength() - 1;
    Torch.load();
    Torch.threads(cores);
    Learner.seed(job.seed());
    try (Decoder decoder = decoder(tokens.vocabularySize(), length + 1, tokens.endOfDocument());
        Learner learner =
            new Learner(decoder, Objective.NEXT_TOKEN, new OrderedBatches(tokens, batch), plan)) {
      decoder.parameters().initialise(job.seed());
      List<HeldOutTexts> heldOut = HeldOutTexts.read(tokens, length, batch, validationTokens);
      int tokensPerStep = batch * accumulate * length;
      job.progress().stage("training", plan.steps() * tokensPerStep, "tokens");
      TrainingSummary summary = new TrainingSummary(job, plan, heldOut);
      TrainingRun run =
          new TrainingRun(
              decoder,
              learner,
              plan,
              heldOut,
              job.out(),
              Digest.ofFile(folder.resolve("order.idx")));
      List<TrainingRun.Evaluated> log = run.run(tokensPerStep, summary);
      Path weights = job.out().resolve("model.safetensors");
      WeightFiles.save(decoder.parameters(), weights);
      job.add(
          ShardStamp.of(
              weights, decoder.parameters().entries().size(), Digest.ofFile(weights), null));
      job.file("config.json", Json.pretty(decoder.config().toJson(TensorType.F32)));
      job.file("tokenizer.json", Files.readAllBytes(folder.resolve("tokenizer.json")));
      job.file("evaluations.jsonl", TrainingRun.lines(log));
      job.file(
          "README.md",
          TrainedCard.text(decoder.shape(), plan, tokens, log).getBytes(StandardCharsets.UTF_8));
      summary.describe(decoder.shape(), learner.skipped(), log);
      run.finish();
    }
  }

  /** Optimiser steps of an order of so many sequences. */
  private long steps(long sequences) {
    long perStep = (long) batch * accumulate;
    long possible = sequences / perStep;
    if (possible < 1) {
      throw new RequestException(
          "the order holds "
              + sequences
              + " sequences and a step takes "
              + perStep
              + " (batch times accumulate); take fewer, or make the budget of vocab.tokens larger");
    }
    if (steps > possible) {
      throw new RequestException(
          "steps: "
              + steps
              + " need "
              + steps * perStep
              + " sequences and the order holds "
              + sequences
              + "; make the budget of vocab.tokens larger: it alone decides what is repeated");
    }
    return steps == 0 ? possible : steps;
  }

  private TrainingPlan plan(TokenFolder tokens) {
    long n = steps(tokens.order().sequences());
    LearningRate rate =
        new LearningRate(schedule, learningRate, Math.round(n * warmUp.value()), n, floor.value());
    return new TrainingPlan(
        n,
        accumulate,
        rate,
        0.9,
        0.95,
        1e-8,
        weightDecay,
        clip,
        Math.max(1, n / evaluations),
        checkpointEvery);
  }

  private ModelShape shape(int vocabulary, int context) {
    int wide = inner > 0 ? inner : family == Family.GPT2 ? 4 * width : usualInner();
    int few = keyValueHeads == 0 ? heads : keyValueHeads;
    return new ModelShape(
        family == Family.GPT2 ? "gpt2" : "llama",
        vocabulary,
        context,
        layers,
        width,
        heads,
        few,
        width / heads,
        wide,
        true,
        0);
  }

  private Decoder decoder(int vocabulary, int context, int end) {
    ModelConfig config =
        new ModelConfig(
            shape(vocabulary, context),
            EPSILON,
            family == Family.GPT2 ? null : new Rotary(THETA, Rotary.Scaling.NONE),
            family == Family.GPT2 ? Activation.GELU_TANH : Activation.SILU,
            family == Family.GPT2,
            family == Family.GPT2,
            family == Family.GPT2,
            -1,
            end < 0 ? new int[0] : new int[] {end});
    return Decoders.of(config, ScalarType.Float);
  }

  /** 8/3 of the width, to the next multiple of 32: three matrices then cost what two of 4 do. */
  private int usualInner() {
    return (8 * width / 3 + 31) / 32 * 32;
  }

  @Override
  public void foresee(Forecast forecast) {
    Optional<ForeseenTokens> tokens = forecast.given(ArtifactKind.TOKENS, ForeseenTokens.class);
    if (tokens.isEmpty()) {
      forecast.unknown();
      return;
    }
    int length = tokens.get().sequenceLength() - 1;
    TrainForecast.describe(
        forecast,
        shape(tokens.get().vocabulary(), length + 1),
        steps(tokens.get().sequences()),
        batch,
        accumulate,
        length,
        cores);
  }
}
