package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Several new tokens of one row: their keys and values are put behind those of the row's {@code
 * past} tokens, and each looks at all before it.
 */
final class AppendAttention implements Attention {
  private final KeyValueCache cache;
  private final int row;
  private final int past;
  private final int tokens;
  private Tensor mask;

  AppendAttention(KeyValueCache cache, int row, int past, int tokens) {
    this.cache = cache;
    this.row = row;
    this.past = past;
    this.tokens = tokens;
  }

  @Override
  public Tensor attend(int layer, Tensor queries, Tensor keys, Tensor values) {
    long heads = queries.size(1);
    long few = keys.size(1);
    long width = queries.size(2);
    Tensor allKeys = all(cache.keys[layer], keys);
    Tensor allValues = all(cache.values[layer], values);
    Tensor q = queries.transpose(0, 1).unsqueeze(0);
    boolean fresh = past == 0;
    if (!fresh && tokens > 1 && mask == null) {
      mask = mask(queries);
    }
    Tensor mixed =
        torch.scaled_dot_product_attention(
            q,
            spread(allKeys, heads / few),
            spread(allValues, heads / few),
            fresh || tokens == 1 ? Torch.none() : Torch.some(mask),
            0,
            fresh && tokens > 1,
            Torch.some(1 / Math.sqrt(width)),
            false);
    return mixed.squeeze(0).transpose(0, 1).reshape(tokens, heads * width);
  }

  /** [few, past + tokens, width]: what the row holds and the new ones. */
  private Tensor all(Tensor kept, Tensor fresh) {
    Tensor places = kept.select(0, row);
    places.narrow(1, past, tokens).copy_(fresh.transpose(0, 1));
    return places.narrow(1, 0, (long) past + tokens);
  }

  private static Tensor spread(Tensor x, long group) {
    if (group == 1) {
      return x.unsqueeze(0);
    }
    long few = x.size(0);
    return x.unsqueeze(1)
        .expand(few, group, x.size(1), x.size(2))
        .reshape(1, few * group, x.size(1), x.size(2));
  }

  /** [tokens, past + tokens]: 0 where token i may look, minus infinity where not. */
  private Tensor mask(Tensor like) {
    int all = past + tokens;
    float[] allowed = new float[tokens * all];
    for (int i = 0; i < tokens; i++) {
      for (int j = past + i + 1; j < all; j++) {
        allowed[i * all + j] = Float.NEGATIVE_INFINITY;
      }
    }
    return Tensor.create(allowed, tokens, all).to(like.scalar_type());
  }
}
