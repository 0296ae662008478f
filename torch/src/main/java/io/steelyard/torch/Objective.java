package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** What training makes small. */
interface Objective {
  /**
   * The loss of a batch, as an unreduced sum and its denominator.
   *
   * @param decoder the model
   * @param batch the texts
   */
  StepLoss loss(Decoder decoder, Batch batch);

  /** Cross-entropy of the next token, in nats; the unit is the token. */
  Objective NEXT_TOKEN =
      (decoder, batch) -> {
        Tensor hidden =
            decoder.hidden(
                batch.inputs(),
                batch.positions(),
                new CausalAttention(batch.rows(), batch.length()));
        Tensor loss =
            torch.cross_entropy_loss(
                decoder.logits(hidden),
                batch.targets(),
                new TensorOptional(),
                batch.weights() == null ? Reduction.SUM : Reduction.NONE,
                Reduction.IGNORED,
                0);
        return new StepLoss(
            batch.weights() == null ? loss : weighted(loss, batch), batch.predictions());
      };

  /** {@code sum_r w_r sum_i loss_ri}. */
  private static Tensor weighted(Tensor losses, Batch batch) {
    Tensor byText = losses.view(batch.rows(), batch.length()).sum(1);
    return byText.mul(Tensor.create(batch.weights(), batch.rows())).sum();
  }

  /** Codes of libtorch's loss functions. */
  final class Reduction {
    static final long NONE = 0;
    static final long SUM = 2;
    static final long IGNORED = -100;

    private Reduction() {}
  }
}
