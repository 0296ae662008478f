package io.steelyard.torch;

/** {@code ln softmax(logits)[id]}, summed in double. */
final class LogSoftmax {
  private LogSoftmax() {}

  static float at(float[] logits, int id) {
    float max = Float.NEGATIVE_INFINITY;
    for (float x : logits) {
      max = Math.max(max, x);
    }
    double sum = 0;
    for (float x : logits) {
      sum += Math.exp(x - max);
    }
    return (float) (logits[id] - max - Math.log(sum));
  }
}
