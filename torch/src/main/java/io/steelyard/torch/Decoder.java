package io.steelyard.torch;

import io.steelyard.model.ModelShape;
import io.steelyard.model.files.ModelConfig;
import org.bytedeco.pytorch.Tensor;

/** A causal decoder over libtorch: the mathematics of one architecture, nothing else. */
interface Decoder extends AutoCloseable {
  ModelConfig config();

  /** Sizes, with the number of weights. */
  default ModelShape shape() {
    return config().shape().withParameters(parameters().size());
  }

  Parameters parameters();

  /** The embedding of every token, [vocabulary, width]. */
  Tensor embeddings();

  /** Embeddings of tokens, [tokens, width]; positions are added by {@link #blocks}. */
  default Tensor embed(Tensor ids) {
    return org.bytedeco.pytorch.global.torch.embedding(embeddings(), ids);
  }

  /**
   * Runs all blocks and the final norm.
   *
   * @param x [tokens, width]: texts laid end to end
   * @param positions [tokens]: place of each token in its text
   * @return hidden states, [tokens, width]
   */
  Tensor blocks(Tensor x, Tensor positions, Attention attention, Slots slots);

  /** The output matrix, [vocabulary, width]. */
  Tensor head();

  default Tensor hidden(Tensor ids, Tensor positions, Attention attention) {
    return blocks(embed(ids), positions, attention, Slots.NONE);
  }

  /** Logits, [tokens, vocabulary]. */
  default Tensor logits(Tensor hidden) {
    return Torch.linear(hidden, head());
  }

  @Override
  default void close() {
    parameters().close();
  }
}
