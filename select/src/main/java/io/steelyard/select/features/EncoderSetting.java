package io.steelyard.select.features;

import io.steelyard.core.step.Setting;
import io.steelyard.model.Encoder;
import io.steelyard.model.EncoderSettings;
import io.steelyard.model.EncoderSettings.Pooling;
import io.steelyard.model.Encoders;
import io.steelyard.model.files.EncoderFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which encoder a step uses; the name alone may be given as text.
 *
 * @param path {@code minilm}, or a folder or .onnx file with its tokenizer.json
 * @param pooling how token vectors become one
 * @param maxTokens longest text
 * @param prefix put before each text
 */
public record EncoderSetting(
    @Setting("minilm, or a folder or .onnx file with tokenizer.json beside it") String path,
    @Setting(value = "mean or cls; empty for what the folder says, else the mean", or = "")
        Optional<Pooling> pooling,
    @Setting(value = "longest text in tokens; 0 for what the folder says, else 512", or = "0")
        int maxTokens,
    @Setting(value = "text put before each text, such as 'query: ' for E5", or = "")
        Optional<String> prefix) {
  public EncoderSetting {
    if (path.isBlank()) {
      throw new IllegalArgumentException("path must name an encoder, such as minilm");
    }
    new EncoderSettings(pooling, maxTokens, prefix.orElse(""));
  }

  public static EncoderSetting parse(String text) {
    return new EncoderSetting(text, Optional.empty(), 0, Optional.empty());
  }

  /** Files whose content decides the vectors. */
  public Map<String, Path> reads(Path base) {
    return EncoderFiles.find(path, base).reads();
  }

  public Encoder open(Path base, int threads) {
    return Encoders.open(
        EncoderFiles.find(path, base),
        new EncoderSettings(pooling, maxTokens, prefix.orElse("")),
        threads);
  }
}
