package io.steelyard.model;

import io.steelyard.core.RequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Opens models with whatever can run them here. */
public final class Models {
  private Models() {}

  /**
   * Opens a Hugging Face folder or a GGUF file.
   *
   * @throws RequestException where there is none, it is of a kind that is not supported, or nothing
   *     that runs models is on the class path
   */
  public static OpenedModel open(Path path, int threads) {
    if (!Files.exists(path)) {
      throw new RequestException(
          "no model at "
              + path
              + ": expected a folder with config.json and *.safetensors, or a .gguf file");
    }
    return ServiceLoader.load(ModelProvider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new RequestException(
                    "nothing here can run a model: the torch room (lib/torch) is not on the class"
                        + " path"))
        .open(path, threads);
  }
}
