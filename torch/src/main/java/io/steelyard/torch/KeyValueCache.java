package io.steelyard.torch;

import io.steelyard.model.ModelShape;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Keys and values of texts under way: per layer [rows, keyValueHeads, capacity + 1, headWidth].
 *
 * <p>The one place more than the capacity is where rows that do not take part in a step put what
 * they computed; no row ever looks at it. Places beyond a row's length hold zeros or what was there
 * before: masks give them no weight, and nothing in them is infinite.
 */
final class KeyValueCache implements AutoCloseable {
  final Tensor[] keys;
  final Tensor[] values;
  final int rows;
  final int capacity;

  KeyValueCache(ModelShape shape, int rows, int capacity, ScalarType type) {
    this.rows = rows;
    this.capacity = capacity;
    this.keys = new Tensor[shape.layers()];
    this.values = new Tensor[shape.layers()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Torch.zeros(type, rows, shape.keyValueHeads(), capacity + 1, shape.headWidth());
      values[i] = Torch.zeros(type, rows, shape.keyValueHeads(), capacity + 1, shape.headWidth());
    }
  }

  /** Copies the first {@code length} places of a row to another. */
  void copy(int from, int to, int length) {
    if (from == to || length == 0) {
      return;
    }
    for (Tensor[] kind : new Tensor[][] {keys, values}) {
      for (Tensor layer : kind) {
        layer.select(0, to).narrow(1, 0, length).copy_(layer.select(0, from).narrow(1, 0, length));
      }
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < keys.length; i++) {
      keys[i].close();
      values[i].close();
    }
  }
}
