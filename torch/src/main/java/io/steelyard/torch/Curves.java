package io.steelyard.torch;

import io.steelyard.model.files.Activation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The curves of feed-forward blocks. */
final class Curves {
  private Curves() {}

  static Tensor of(Activation activation, Tensor x) {
    return switch (activation) {
      case SILU -> torch.silu(x);
      case GELU -> torch.gelu(x);
      case GELU_TANH -> torch.gelu(x, "tanh");
      case RELU -> torch.relu(x);
    };
  }
}
