package io.steelyard.model;

import io.steelyard.model.files.EncoderFiles;

/** Runs encoders and classifiers of text; found with {@link java.util.ServiceLoader}. */
public interface EncoderProvider {
  Encoder encoder(EncoderFiles files, EncoderSettings settings, int threads);

  /**
   * @param heads how many heads the graph must have
   * @param classes how many classes a head must have
   * @param window tokens of a window, special ones among them
   * @param shared tokens that a window shares with the one before
   */
  TextClassifier classifier(
      EncoderFiles files, int heads, int classes, int window, int shared, int threads);
}
