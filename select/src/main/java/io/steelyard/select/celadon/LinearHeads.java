package io.steelyard.select.celadon;

/**
 * Five softmax heads over the same features: {@code logits = b + sum_f x_f W_f}, with the twenty
 * weights of a feature side by side.
 *
 * @param features how many
 * @param weights [features, axes × levels] in row-major order
 * @param bias axes × levels
 */
record LinearHeads(int features, float[] weights, float[] bias) {
  /** Outputs of all heads. */
  static final int OUTPUTS = Axis.COUNT * Axis.LEVELS;

  static LinearHeads zeros(int features) {
    return new LinearHeads(features, new float[features * OUTPUTS], new float[OUTPUTS]);
  }

  LinearHeads copy() {
    return new LinearHeads(features, weights.clone(), bias.clone());
  }

  /** {@code sums += value × W_feature}. */
  void add(int feature, float value, float[] sums) {
    int at = feature * OUTPUTS;
    for (int o = 0; o < OUTPUTS; o++) {
      sums[o] += value * weights[at + o];
    }
  }

  /** {@code sums += W_feature}: the hot loop of hashed features, whose values are all the same. */
  void add(int feature, float[] sums) {
    int at = feature * OUTPUTS;
    for (int o = 0; o < OUTPUTS; o++) {
      sums[o] += weights[at + o];
    }
  }

  /** Probabilities by axis and level of {@code bias + scale × sums}. */
  float[][] probabilities(float[] sums, float scale) {
    float[][] all = new float[Axis.COUNT][Axis.LEVELS];
    double[] exponentials = new double[Axis.LEVELS];
    for (int a = 0; a < Axis.COUNT; a++) {
      double highest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < Axis.LEVELS; k++) {
        int o = a * Axis.LEVELS + k;
        exponentials[k] = bias[o] + (double) scale * sums[o];
        highest = Math.max(highest, exponentials[k]);
      }
      double total = 0;
      for (int k = 0; k < Axis.LEVELS; k++) {
        exponentials[k] = StrictMath.exp(exponentials[k] - highest);
        total += exponentials[k];
      }
      for (int k = 0; k < Axis.LEVELS; k++) {
        all[a][k] = (float) (exponentials[k] / total);
      }
    }
    return all;
  }
}
