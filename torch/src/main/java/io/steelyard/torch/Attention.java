package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * How the tokens of one pass look at each other: over whole texts in training, over kept keys and
 * values in a session. The decoders compute queries, keys and values and leave the rest to it.
 */
interface Attention {
  /**
   * Attends in one layer.
   *
   * @param layer number of the block
   * @param queries [tokens, heads, headWidth], already rotated
   * @param keys [tokens, keyValueHeads, headWidth], already rotated
   * @param values [tokens, keyValueHeads, headWidth]
   * @return [tokens, heads * headWidth]
   */
  Tensor attend(int layer, Tensor queries, Tensor keys, Tensor values);
}
