package io.steelyard.model;

import java.util.List;

/**
 * Texts to probabilities of labels: several heads, each with the same number of classes. A text
 * longer than the model takes is read in windows that overlap.
 */
public interface TextClassifier extends AutoCloseable {
  /**
   * What the windows of one text got.
   *
   * @param windows probabilities by window, head and class; one window at least
   */
  record Scored(float[][][] windows) {}

  int heads();

  int classes();

  /** One result per text, in their order. */
  List<Scored> classify(List<String> texts);

  @Override
  void close();
}
