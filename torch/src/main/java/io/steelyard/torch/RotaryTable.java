package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rotary position embedding: element pairs (i, i + d/2) of a head turn by position · θ^(-2i/d).
 *
 * <p>Angles are tabled for all positions once, in double, as the frequencies of long contexts need.
 */
final class RotaryTable implements AutoCloseable {
  private final Tensor cosine;
  private final Tensor sine;

  /**
   * @param frequencies turn per position of each pair, length d/2
   * @param context number of positions
   */
  RotaryTable(double[] frequencies, int context, ScalarType type) {
    int half = frequencies.length;
    double[] angles = new double[context * half];
    double[] sines = new double[context * half];
    for (int p = 0; p < context; p++) {
      for (int i = 0; i < half; i++) {
        // The reference multiplies in single precision; the product is then a rounded angle.
        double angle = (float) p * (float) frequencies[i];
        angles[p * half + i] = Math.cos(angle);
        sines[p * half + i] = Math.sin(angle);
      }
    }
    try (Tensor c = Tensor.create(angles, context, 1, half);
        Tensor s = Tensor.create(sines, context, 1, half)) {
      this.cosine = c.to(type, false, true, new org.bytedeco.pytorch.MemoryFormatOptional());
      this.sine = s.to(type, false, true, new org.bytedeco.pytorch.MemoryFormatOptional());
    }
  }

  /** The turns of some positions: (cosine, sine), each [tokens, 1, d/2]. */
  Tensor[] at(Tensor positions) {
    return new Tensor[] {cosine.index_select(0, positions), sine.index_select(0, positions)};
  }

  /** Turns x, [tokens, heads, d]. */
  static Tensor turn(Tensor x, Tensor[] by) {
    TensorVector halves = x.chunk(2, 2);
    Tensor a = halves.get(0);
    Tensor b = halves.get(1);
    Tensor first = a.mul(by[0]).sub(b.mul(by[1]));
    Tensor second = b.mul(by[0]).add(a.mul(by[1]));
    return torch.cat(new TensorVector(first, second), 2);
  }

  @Override
  public void close() {
    cosine.close();
    sine.close();
  }
}
