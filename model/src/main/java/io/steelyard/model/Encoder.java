package io.steelyard.model;

import java.util.List;

/** Texts to vectors of one length, for distances between texts. */
public interface Encoder extends AutoCloseable {
  /** Length of a vector. */
  int width();

  /** One vector of norm 1 per text, in the order of the texts. */
  float[][] encode(List<String> texts);

  @Override
  void close();
}
