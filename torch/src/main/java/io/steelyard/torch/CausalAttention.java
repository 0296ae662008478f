package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Each token looks at those before it in its own text: {@code batch} texts of equal length. */
final class CausalAttention implements Attention {
  private final long batch;
  private final long length;

  CausalAttention(long batch, long length) {
    this.batch = batch;
    this.length = length;
  }

  @Override
  public Tensor attend(int layer, Tensor queries, Tensor keys, Tensor values) {
    long heads = queries.size(1);
    long width = queries.size(2);
    Tensor q = queries.view(batch, length, heads, width).transpose(1, 2);
    Tensor k = spread(keys, heads);
    Tensor v = spread(values, heads);
    Tensor mixed =
        torch.scaled_dot_product_attention(
            q, k, v, Torch.none(), 0, true, Torch.some(1 / Math.sqrt(width)), false);
    return mixed.transpose(1, 2).reshape(batch * length, heads * width);
  }

  /** [tokens, few, width] to [batch, heads, length, width]: each head of few serves its group. */
  private Tensor spread(Tensor x, long heads) {
    long few = x.size(1);
    long width = x.size(2);
    Tensor byText = x.view(batch, length, few, width).transpose(1, 2);
    if (few == heads) {
      return byText;
    }
    return byText
        .unsqueeze(2)
        .expand(batch, few, heads / few, length, width)
        .reshape(batch, heads, length, width);
  }
}
