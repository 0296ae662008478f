package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One new token for each of the rows {@code [first, first + n)}, in one batch: row r looks at its
 * own places {@code 0 … past[r]}.
 *
 * <p>The heads of a group share keys and values; they stand where the places of a text would, so
 * that nothing is copied per head.
 */
final class StepAttention implements Attention {
  private final KeyValueCache cache;
  private final int first;
  private final int n;
  private final int longest;
  private final Tensor places;
  private final Tensor mask;

  /**
   * @param past for each row of the range, how many places come before the new one; those of rows
   *     that take no part are {@code -1}
   */
  StepAttention(KeyValueCache cache, int first, int[] past, int keyValueHeads, Tensor like) {
    this.cache = cache;
    this.first = first;
    this.n = past.length;
    int longest = 0;
    boolean equal = true;
    for (int p : past) {
      longest = Math.max(longest, p + 1);
      equal &= p == past[0];
    }
    this.longest = longest;
    long[] at = new long[n * keyValueHeads];
    for (int r = 0; r < n; r++) {
      long place = past[r] < 0 ? cache.capacity : past[r];
      for (int h = 0; h < keyValueHeads; h++) {
        at[r * keyValueHeads + h] =
            ((long) (first + r) * keyValueHeads + h) * (cache.capacity + 1L) + place;
      }
    }
    this.places = Tensor.create(at, at.length);
    this.mask = equal ? null : mask(past, longest, like);
  }

  private static Tensor mask(int[] past, int longest, Tensor like) {
    float[] allowed = new float[past.length * longest];
    for (int r = 0; r < past.length; r++) {
      // A row without part looks at its first place, so that its softmax is a number.
      for (int j = Math.max(past[r], 0) + 1; j < longest; j++) {
        allowed[r * longest + j] = Float.NEGATIVE_INFINITY;
      }
    }
    return Tensor.create(allowed, past.length, 1, 1, longest).to(like.scalar_type());
  }

  @Override
  public Tensor attend(int layer, Tensor queries, Tensor keys, Tensor values) {
    long heads = queries.size(1);
    long few = keys.size(1);
    long width = queries.size(2);
    Tensor q = queries.reshape(n, few, heads / few, width);
    Tensor mixed =
        torch.scaled_dot_product_attention(
            q,
            kept(cache.keys[layer], keys, width),
            kept(cache.values[layer], values, width),
            mask == null ? Torch.none() : Torch.some(mask),
            0,
            false,
            Torch.some(1 / Math.sqrt(width)),
            false);
    return mixed.reshape(n, heads * width);
  }

  private Tensor kept(Tensor all, Tensor fresh, long width) {
    all.view(-1, width).index_copy_(0, places, fresh.reshape(-1, width));
    return all.narrow(0, first, n).narrow(2, 0, longest);
  }
}
