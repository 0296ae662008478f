package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One token of a row over the row's kept places and, behind them, those of tokens that were run in
 * the same graph. Nothing is written to the cache, and gradients flow through what is not in it.
 */
final class TunedAttention implements Attention {
  private final KeyValueCache cache;
  private final int row;
  private final int past;
  private final TunedAttention before;
  private final Tensor[] keys;
  private final Tensor[] values;

  /**
   * @param past kept places that are looked at
   * @param before the token just before this one in the same graph, or null
   */
  TunedAttention(KeyValueCache cache, int row, int past, TunedAttention before) {
    this.cache = cache;
    this.row = row;
    this.past = past;
    this.before = before;
    this.keys = new Tensor[cache.keys.length];
    this.values = new Tensor[cache.keys.length];
  }

  @Override
  public Tensor attend(int layer, Tensor queries, Tensor fresh, Tensor freshValues) {
    long heads = queries.size(1);
    long few = fresh.size(1);
    long width = queries.size(2);
    keys[layer] =
        behind(
            before == null ? kept(cache.keys[layer]) : before.keys[layer], fresh.transpose(0, 1));
    values[layer] =
        behind(
            before == null ? kept(cache.values[layer]) : before.values[layer],
            freshValues.transpose(0, 1));
    // [few, group, width] over [few, places, width]: plain products keep every gradient.
    Tensor q = queries.reshape(few, heads / few, width);
    Tensor weights =
        torch.softmax(
            torch.bmm(q, keys[layer].transpose(1, 2)).mul(Torch.scalar(1 / Math.sqrt(width))), 2);
    return torch.bmm(weights, values[layer]).reshape(1, heads * width);
  }

  private Tensor kept(Tensor all) {
    return all.select(0, row).narrow(1, 0, past);
  }

  private static Tensor behind(Tensor places, Tensor fresh) {
    return torch.cat(new TensorVector(places, fresh), 1);
  }
}
