package io.steelyard.model;

/**
 * The sizes of a decoder.
 *
 * @param family architecture as its files name it, such as {@code llama} or {@code gpt2}
 * @param vocabulary number of token ids that the model gives logits for
 * @param context longest text, in tokens
 * @param layers number of blocks
 * @param width size of the hidden state
 * @param heads query heads per layer
 * @param keyValueHeads key and value heads per layer; fewer than {@code heads} where grouped
 * @param headWidth size of one head
 * @param inner width of the feed-forward part
 * @param tied whether the output matrix is the embedding
 * @param parameters number of weights, tied ones counted once
 */
public record ModelShape(
    String family,
    int vocabulary,
    int context,
    int layers,
    int width,
    int heads,
    int keyValueHeads,
    int headWidth,
    int inner,
    boolean tied,
    long parameters) {
  /** The same with the number of weights. */
  public ModelShape withParameters(long n) {
    return new ModelShape(
        family,
        vocabulary,
        context,
        layers,
        width,
        heads,
        keyValueHeads,
        headWidth,
        inner,
        tied,
        n);
  }
}
