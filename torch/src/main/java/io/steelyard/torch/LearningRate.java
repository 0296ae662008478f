package io.steelyard.torch;

/**
 * The learning rate as a pure function of the step.
 *
 * <p>Warm-up goes in a straight line to {@code base}, which step {@code warmup - 1} reaches. What
 * follows is spread over the steps from {@code warmup} to {@code total}.
 *
 * <p>Example: base 1e-3, warm-up 10, total 110, floor 0.1, cosine: steps 0, 9, 10, 60 and 110 have
 * 1e-4, 1e-3, 1e-3, 5.5e-4 and 1e-4.
 *
 * @param shape how it falls after the warm-up
 * @param base highest rate
 * @param warmup steps of warm-up
 * @param total steps of the run
 * @param floor share of the base that is left at the end
 */
public record LearningRate(Shape shape, double base, long warmup, long total, double floor)
    implements Rate {
  /** How the rate falls. */
  public enum Shape {
    CONSTANT,
    LINEAR,
    COSINE,
    INVERSE_ROOT,
    /** Constant, then linear over the last fifth ("warm-up, stable, decay"). */
    STABLE_DECAY
  }

  private static final double DECAY_SHARE = 0.2;

  public LearningRate {
    if (!(base > 0) || base == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("learning-rate must be above 0, was " + base);
    }
    if (warmup < 0 || total < 1) {
      throw new IllegalArgumentException(
          "warm-up must be 0 or more and steps at least 1, were " + warmup + " and " + total);
    }
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException("floor must lie between 0 and 1, was " + floor);
    }
  }

  @Override
  public double at(long step) {
    if (step < warmup) {
      return base * (step + 1) / warmup;
    }
    double done = total <= warmup ? 1 : Math.min(1, (step - warmup) / (double) (total - warmup));
    return switch (shape) {
      case CONSTANT -> base;
      case LINEAR -> base * (1 - (1 - floor) * done);
      case COSINE -> base * (floor + (1 - floor) * (1 + StrictMath.cos(StrictMath.PI * done)) / 2);
      case INVERSE_ROOT ->
          base
              * Math.max(
                  floor,
                  Math.sqrt(Math.max(1, warmup) / (double) Math.max(1, Math.max(warmup, step))));
      case STABLE_DECAY ->
          done < 1 - DECAY_SHARE
              ? base
              : base * (1 - (1 - floor) * (done - (1 - DECAY_SHARE)) / DECAY_SHARE);
    };
  }
}
