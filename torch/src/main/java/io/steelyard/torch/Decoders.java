package io.steelyard.torch;

import io.steelyard.core.RequestException;
import io.steelyard.model.files.ModelConfig;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The decoder of a config, with weights of zero. */
final class Decoders {
  private Decoders() {}

  static Decoder of(ModelConfig config, ScalarType type) {
    return switch (config.shape().family()) {
      case "llama", "mistral", "qwen2" -> new LlamaDecoder(config, type);
      case "gpt2" -> new Gpt2Decoder(config, type);
      default ->
          throw new RequestException(
              "no decoder for the family "
                  + config.shape().family()
                  + "; there are "
                  + ModelConfig.FAMILIES);
    };
  }
}
