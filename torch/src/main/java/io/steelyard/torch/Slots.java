package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;

/** A place in a decoder where a vector may be added to what flows through: see {@code Biases}. */
interface Slots {
  /** Changes nothing. */
  Slots NONE = (layer, slot, x) -> x;

  /** The places of a block, in the order in which they are passed; FINAL comes once, at the end. */
  enum Slot {
    ATTENTION_NORM,
    QUERY_KEY_VALUE,
    ATTENTION_OUT,
    INNER_NORM,
    INNER_IN,
    INNER_OUT,
    FINAL
  }

  Tensor at(int layer, Slot slot, Tensor x);
}
