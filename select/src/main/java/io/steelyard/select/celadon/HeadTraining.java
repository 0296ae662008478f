package io.steelyard.select.celadon;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trains {@link LinearHeads}: one text at a time, plain gradient steps that fall to nothing over
 * the epochs, the loss of each head weighted by the text's level in that head; after each epoch the
 * heads are tried on the validation texts, and the best are kept as a copy.
 *
 * <p>Steps are the same for all features: rules that give rare features larger steps learn the
 * misread letters of each training text by heart (seen: a training loss of nothing after two
 * epochs, and validation that only got worse).
 *
 * <p>Each head has its own weights, the best epoch is the one with the highest mean balanced
 * accuracy of the heads, and training stops when {@code patience} epochs brought nothing better:
 * the published trainer means the same and does otherwise.
 *
 * @param weights weights of levels
 * @param sampler whether rare grades are drawn more often
 * @param epochs at most
 * @param patience epochs without a better one before it stops
 * @param rate of the steps
 * @param seed of the draws
 */
record HeadTraining(
    ClassWeights weights, boolean sampler, int epochs, int patience, double rate, long seed) {
  /** The exponent of the focal loss (its paper's 2). */
  private static final double GAMMA = 2;

  /**
   * What one epoch came to.
   *
   * @param loss mean weighted loss of a head and text in training
   * @param validation by head
   */
  record Epoch(double loss, List<Confusion> validation) {
    double meanBalancedAccuracy() {
      return validation.stream().mapToDouble(Confusion::balancedAccuracy).average().orElse(0);
    }
  }

  /**
   * The best heads.
   *
   * @param heads a copy of the best epoch's
   * @param epochs all epochs, in order
   * @param best which of them was best
   */
  record Trained(LinearHeads heads, List<Epoch> epochs, int best) {}

  /**
   * Trains on some rows and tries on others.
   *
   * @param grades by row and axis
   */
  Trained train(Features features, int[][] grades, int[] training, int[] validation) {
    LinearHeads heads = LinearHeads.zeros(features.count());
    int[][] ours = Arrays.stream(training).mapToObj(i -> grades[i]).toArray(int[][]::new);
    SamplerWeights draws = SamplerWeights.of(ours, sampler);
    double[][] classWeights = new double[Axis.COUNT][];
    for (int a = 0; a < Axis.COUNT; a++) {
      classWeights[a] = weights.ofCounts(counts(ours, a));
    }
    Features.Row row = features.row();
    List<Epoch> all = new ArrayList<>();
    LinearHeads best = heads.copy();
    int bestEpoch = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int e = 0; e < epochs && e - bestEpoch <= patience; e++) {
      long key = Draws.mix(Draws.key(seed, Purpose.ORDER, "celadon"), e);
      double loss = 0;
      for (int s = 0; s < training.length; s++) {
        int drawn =
            sampler ? draws.draw(Draws.mix(key, s)) : (int) Draws.permute(s, training.length, key);
        row.read(training[drawn]);
        double done = (e + (double) s / training.length) / epochs;
        loss += step(heads, rate * (1 - done), row, ours[drawn], classWeights);
      }
      Epoch epoch =
          new Epoch(loss / training.length / Axis.COUNT, evaluate(heads, row, grades, validation));
      all.add(epoch);
      if (epoch.meanBalancedAccuracy() > highest) {
        highest = epoch.meanBalancedAccuracy();
        best = heads.copy();
        bestEpoch = e;
      }
      for (int a = 0; a < Axis.COUNT; a++) {
        classWeights[a] = weights.afterEpoch(classWeights[a], epoch.validation().get(a));
      }
    }
    return new Trained(best, all, bestEpoch);
  }

  private static long[] counts(int[][] grades, int axis) {
    long[] counts = new long[Axis.LEVELS];
    for (int[] row : grades) {
      counts[row[axis]]++;
    }
    return counts;
  }

  /** Heads on rows of their own: confusion by axis. */
  static List<Confusion> evaluate(LinearHeads heads, Features.Row row, int[][] grades, int[] rows) {
    List<Confusion> all = new ArrayList<>();
    for (int a = 0; a < Axis.COUNT; a++) {
      all.add(Confusion.empty());
    }
    float[] sums = new float[LinearHeads.OUTPUTS];
    for (int i : rows) {
      row.read(i);
      float[][] p = heads.probabilities(sums(heads, row, sums), 1);
      for (int a = 0; a < Axis.COUNT; a++) {
        all.get(a).add(grades[i][a], Annotation.grade(p[a]));
      }
    }
    return all;
  }

  private static float[] sums(LinearHeads heads, Features.Row row, float[] sums) {
    Arrays.fill(sums, 0);
    for (int j = 0; j < row.size(); j++) {
      heads.add(row.feature(j), row.value(j), sums);
    }
    return sums;
  }

  /** One text; its loss summed over the heads. */
  private double step(
      LinearHeads heads, double size, Features.Row row, int[] grades, double[][] classWeights) {
    float[] sums = sums(heads, row, new float[LinearHeads.OUTPUTS]);
    float[][] p = heads.probabilities(sums, 1);
    float[] step = new float[LinearHeads.OUTPUTS];
    double loss = 0;
    for (int a = 0; a < Axis.COUNT; a++) {
      double right = Math.max(p[a][grades[a]], 1e-12);
      double weight = classWeights[a][grades[a]];
      loss += weight * lossOf(right);
      double factor = size * weight * slope(right);
      for (int k = 0; k < Axis.LEVELS; k++) {
        step[a * Axis.LEVELS + k] = (float) (factor * (p[a][k] - (k == grades[a] ? 1 : 0)));
      }
    }
    for (int j = 0; j < row.size(); j++) {
      apply(heads.weights(), row.feature(j) * LinearHeads.OUTPUTS, row.value(j), step);
    }
    apply(heads.bias(), 0, 1, step);
    return loss;
  }

  private static void apply(float[] weights, int at, float value, float[] step) {
    for (int o = 0; o < LinearHeads.OUTPUTS; o++) {
      weights[at + o] -= value * step[o];
    }
  }

  private double lossOf(double p) {
    return -StrictMath.log(p) * (weights == ClassWeights.FOCAL ? StrictMath.pow(1 - p, GAMMA) : 1);
  }

  /**
   * What the gradient of {@code -ln p} is multiplied with: 1, or for the focal loss {@code (1 -
   * p)^2 - 2 p (1 - p) ln p}.
   */
  private double slope(double p) {
    return weights == ClassWeights.FOCAL
        ? StrictMath.pow(1 - p, GAMMA)
            - GAMMA * p * StrictMath.pow(1 - p, GAMMA - 1) * StrictMath.log(p)
        : 1;
  }
}
