package io.steelyard.torch;

import io.steelyard.model.ModelProvider;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.files.ModelFolder;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Opens models to be run by libtorch, in float32. */
public final class TorchProvider implements ModelProvider {
  @Override
  public OpenedModel open(Path path, int threads) {
    try (ModelFolder files = ModelFolder.open(path)) {
      Torch.load();
      Torch.threadsToRun(threads);
      Decoder decoder = Decoders.of(files.config(), ScalarType.Float);
      try {
        WeightFiles.load(decoder.parameters(), files.tensors(), path.toString());
        return new OpenedModel(
            new TorchModel(decoder),
            files.tokenizer(),
            files.start(),
            files.config().ends(),
            files.chatTemplate(),
            files.fingerprint());
      } catch (RuntimeException | Error e) {
        decoder.close();
        throw e;
      }
    }
  }
}
