package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019) over the flat tensor of all
 * weights: a few operations a step, whatever the number of parameters.
 *
 * <pre>
 *   p ← p (1 − lr·wd)           matrices only; norms and biases are spared
 *   m ← β₁ m + (1 − β₁) g       v ← β₂ v + (1 − β₂) g²
 *   p ← p − lr · m/(1 − β₁ᵗ) / (√v / √(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>Example: p = 1, lr = 0.1, wd = 0.01, gradients 0.5, −1, 2 give 0.899000002,
 * 0.9347113542385653, 0.8918110813618659.
 */
final class AdamW implements AutoCloseable {
  private final Parameters parameters;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double decay;
  private final Tensor first;
  private final Tensor second;
  private final Tensor scratch;
  private long steps;

  AdamW(Parameters parameters, double beta1, double beta2, double epsilon, double decay) {
    this.parameters = parameters;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.decay = decay;
    this.first = Torch.zeros(parameters.flat().scalar_type(), parameters.size());
    this.second = Torch.zeros(parameters.flat().scalar_type(), parameters.size());
    this.scratch = Torch.zeros(parameters.flat().scalar_type(), parameters.size());
  }

  /** One step from the gradients that the parameters hold. */
  void step(double rate) {
    steps++;
    Torch.plain(
        () -> {
          Tensor p = parameters.flat();
          Tensor g = parameters.gradient();
          if (decay > 0) {
            p.narrow(0, 0, parameters.decayed()).mul_(Torch.scalar(1 - rate * decay));
          }
          first.lerp_(g, Torch.scalar(1 - beta1));
          second.mul_(Torch.scalar(beta2)).addcmul_(g, g, Torch.scalar(1 - beta2));
          double root = Math.sqrt(1 - Math.pow(beta2, steps));
          scratch.copy_(second).sqrt_().div_(Torch.scalar(root)).add_(Torch.scalar(epsilon));
          p.addcdiv_(first, scratch, Torch.scalar(-rate / (1 - Math.pow(beta1, steps))));
        });
  }

  /** Mean of gradients so far, in the order of the flat weights. */
  Tensor first() {
    return first;
  }

  /** Mean of squared gradients so far. */
  Tensor second() {
    return second;
  }

  long steps() {
    return steps;
  }

  /** Goes on after so many steps; the two means are filled by the caller. */
  void resume(long steps) {
    this.steps = steps;
  }

  @Override
  public void close() {
    first.close();
    second.close();
    scratch.close();
  }
}
