package io.steelyard.torch;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;

/** Normal numbers as a pure function of (seed, name, position): two of Box and Muller per pair. */
final class NormalDraws {
  private NormalDraws() {}

  /** Fills {@code out[0, n)} with the numbers of positions {@code from, from + 1, …}; from even. */
  static void fill(float[] out, int n, long seed, long name, long from, double deviation) {
    long key = Draws.key(seed, Purpose.INITIAL_WEIGHTS);
    for (int i = 0; i < n; i += 2) {
      long bits = Draws.mix(key, name, from + i);
      // 1 - u lies in (0, 1]: its logarithm is finite.
      double radius = deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - Draws.unit(bits)));
      double angle = 2 * StrictMath.PI * Draws.unit(Draws.sm(bits));
      out[i] = (float) (radius * StrictMath.cos(angle));
      if (i + 1 < n) {
        out[i + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
  }
}
