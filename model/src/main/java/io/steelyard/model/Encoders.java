package io.steelyard.model;

import io.steelyard.core.RequestException;
import io.steelyard.model.files.EncoderFiles;
import java.util.ServiceLoader;

/** Opens encoders of texts with whatever can run them here. */
public final class Encoders {
  private Encoders() {}

  /**
   * Opens an encoder.
   *
   * @throws RequestException where the files do not fit, or nothing that runs encoders is on the
   *     class path
   */
  public static Encoder open(EncoderFiles files, EncoderSettings settings, int threads) {
    return provider().encoder(files, settings, threads);
  }

  /** Opens a classifier with several heads; see {@link EncoderProvider#classifier}. */
  public static TextClassifier classifier(
      EncoderFiles files, int heads, int classes, int window, int shared, int threads) {
    return provider().classifier(files, heads, classes, window, shared, threads);
  }

  private static EncoderProvider provider() {
    return ServiceLoader.load(EncoderProvider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new RequestException(
                    "nothing here can run an encoder: the torch room and ONNX Runtime (lib/torch)"
                        + " are not on the class path"));
  }
}
