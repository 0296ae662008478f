package io.steelyard.torch;

import io.steelyard.core.WorkException;
import io.steelyard.vocab.tokens.TokenFolder;
import java.io.IOException;

/** The sequences of {@code order.idx}, so many at a time. */
record OrderedBatches(TokenFolder tokens, int rows) implements Batches {
  @Override
  public Batch batch(long number) {
    int length = tokens.order().sequenceLength();
    int[] ids = new int[rows * length];
    int[] one = new int[length];
    try {
      for (int r = 0; r < rows; r++) {
        tokens.read(number * rows + r, one);
        System.arraycopy(one, 0, ids, r * length, length);
      }
    } catch (IOException e) {
      throw new WorkException("the token shards cannot be read: " + e.getMessage(), e);
    }
    return new Batch(ids, rows, length - 1);
  }
}
