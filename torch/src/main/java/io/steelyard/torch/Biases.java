package io.steelyard.torch;

import io.steelyard.model.ModelShape;
import org.bytedeco.pytorch.Tensor;

/**
 * Additive vectors after each norm and projection of the top layers and after the final norm, laid
 * end to end in one tensor: layer by layer from below, each in the order of {@link Slots.Slot}.
 *
 * <p>Example: SmolLM2-135M has 6,336 in a layer and 576 after the final norm; 190,656 in all.
 */
final class Biases implements Slots {
  private final ModelShape shape;
  private final int first;
  private final Tensor values;

  /**
   * @param layers how many of the top layers have biases
   * @param values length {@link #count}
   */
  Biases(ModelShape shape, int layers, Tensor values) {
    this.shape = shape;
    this.first = shape.layers() - layers;
    this.values = values;
  }

  static int count(ModelShape shape, int layers) {
    if (layers < 0 || layers > shape.layers()) {
      throw new IllegalArgumentException(
          "layers must lie between 0 and " + shape.layers() + ", was " + layers);
    }
    return layers * perLayer(shape) + shape.width();
  }

  private static int perLayer(ModelShape shape) {
    int sum = 0;
    for (Slot slot : Slot.values()) {
      sum += slot == Slot.FINAL ? 0 : size(shape, slot);
    }
    return sum;
  }

  private static int size(ModelShape shape, Slot slot) {
    return switch (slot) {
      case QUERY_KEY_VALUE -> (shape.heads() + 2 * shape.keyValueHeads()) * shape.headWidth();
      // Llama's gate and up projections are one place of twice the width.
      case INNER_IN -> shape.family().equals("gpt2") ? shape.inner() : 2 * shape.inner();
      default -> shape.width();
    };
  }

  @Override
  public Tensor at(int layer, Slot slot, Tensor x) {
    if (layer < first) {
      return x;
    }
    int from = (layer - first) * perLayer(shape);
    if (slot != Slot.FINAL) {
      for (Slot before : Slot.values()) {
        if (before == slot) {
          break;
        }
        from += size(shape, before);
      }
    }
    return x.add(values.narrow(0, from, size(shape, slot)));
  }
}
