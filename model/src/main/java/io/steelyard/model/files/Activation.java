package io.steelyard.model.files;

import java.util.List;

/** The curve between the linear parts of a feed-forward block, under the names that files use. */
public enum Activation {
  /** {@code x sigmoid(x)}. */
  SILU("silu", "swish"),
  /** {@code x Phi(x)} with the normal distribution function. */
  GELU("gelu"),
  /** Its tanh approximation, as GPT-2 was trained with. */
  GELU_TANH("gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
  /** {@code max(x, 0)}. */
  RELU("relu");

  private final List<String> names;

  Activation(String... names) {
    this.names = List.of(names);
  }

  /** What configs call it. */
  public String word() {
    return names.get(0);
  }

  /** The one of that name, or null. */
  static Activation of(String name) {
    for (Activation activation : values()) {
      if (activation.names.contains(name)) {
        return activation;
      }
    }
    return null;
  }
}
