package io.steelyard.torch;

import io.steelyard.model.ModelShape;
import io.steelyard.model.files.Activation;
import io.steelyard.model.files.ModelConfig;
import io.steelyard.model.files.Rotary;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Decoders of a few thousand random weights. */
final class SmallModels {
  private SmallModels() {}

  static Decoder llama(long seed) {
    return llama(seed, ScalarType.Float);
  }

  static Decoder llama(long seed, ScalarType type) {
    Torch.load();
    Torch.threads(1);
    ModelShape shape = new ModelShape("llama", 50, 64, 3, 24, 6, 2, 4, 40, true, 0);
    return spread(
        Decoders.of(
            new ModelConfig(
                shape,
                1e-5,
                new Rotary(10_000, Rotary.Scaling.NONE),
                Activation.SILU,
                false,
                false,
                false,
                -1,
                new int[0]),
            type),
        seed);
  }

  static Decoder gpt2(long seed) {
    Torch.load();
    Torch.threads(1);
    ModelShape shape = new ModelShape("gpt2", 50, 64, 3, 24, 4, 4, 6, 96, true, 0);
    return spread(
        Decoders.of(
            new ModelConfig(
                shape, 1e-5, null, Activation.GELU_TANH, true, true, true, -1, new int[0]),
            ScalarType.Float),
        seed);
  }

  /** Weights ten times as large as first ones, so that attention is not flat. */
  private static Decoder spread(Decoder decoder, long seed) {
    decoder.parameters().initialise(seed);
    Torch.plain(
        () ->
            decoder
                .parameters()
                .flat()
                .narrow(0, 0, decoder.parameters().decayed())
                .mul_(Torch.scalar(10)));
    return decoder;
  }
}
