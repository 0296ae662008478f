package io.steelyard.model;

/**
 * A causal language model that can be run here: token ids in, one logit per token out.
 *
 * <p>What only some models can do is asked for by type ({@code session instanceof HiddenStates}),
 * never by a call that throws.
 *
 * <p>Many sessions may be open at once; a model and its sessions are used by one thread at a time.
 */
public interface LanguageModel extends AutoCloseable {
  /** What the model is: family, sizes, context length. */
  ModelShape shape();

  /**
   * A place to run texts: {@code rows} texts side by side, each of at most {@code capacity} tokens.
   *
   * @throws IllegalArgumentException where rows or capacity is below 1, or capacity above the
   *     model's context length
   */
  Session open(int rows, int capacity);

  /** The output matrix: one key per token, whose product with the hidden state is the logit. */
  KeySpace keys();

  /** Frees the weights; sessions must be closed before. */
  @Override
  void close();
}
