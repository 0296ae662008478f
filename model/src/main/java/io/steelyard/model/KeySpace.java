package io.steelyard.model;

/** The output matrix of a model, [vocabulary, width]: {@code logits = keys · hidden}. */
public interface KeySpace {
  int vocabulary();

  int width();

  /** Copies the keys of tokens {@code [from, to)} into {@code out}, row after row. */
  void read(int from, int to, float[] out);

  /** {@code logits[v] = keys[v] · hidden} for every token. */
  void multiply(float[] hidden, float[] logits);
}
