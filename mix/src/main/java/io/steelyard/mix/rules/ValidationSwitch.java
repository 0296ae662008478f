package io.steelyard.mix.rules;

/**
 * When to leave the starting proportions of a {@link Cooldown} by looking at validation loss: as
 * soon as any one domain's smoothed loss has risen for {@code patience} checks in a row, and never
 * back. The mean over domains would hide the overfitting of a small one.
 *
 * <p>Pure: {@link #after} takes what was known and one check, and returns what is known then.
 *
 * @param patience checks in a row that must rise, at least 1
 * @param smoothing weight of the past in {@code s = smoothing * s + (1 - smoothing) * loss}, [0, 1)
 */
public record ValidationSwitch(int patience, double smoothing) {
  public ValidationSwitch {
    if (patience < 1 || !(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "patience must be at least 1 and smoothing in [0, 1), were "
              + patience
              + " and "
              + smoothing);
    }
  }

  /**
   * What is known after some checks.
   *
   * @param smoothed smoothed loss per domain, or null before the first check
   * @param rises checks in a row that rose, per domain
   * @param switchedAt the step of the switch, or -1
   * @param because the place of the domain that caused it, or -1
   */
  public record Known(double[] smoothed, int[] rises, long switchedAt, int because) {
    public static final Known NOTHING = new Known(null, null, -1, -1);

    public boolean hasSwitched() {
      return switchedAt >= 0;
    }
  }

  /** Adds one check at a step: validation loss per domain; NaN where a domain was not measured. */
  public Known after(Known known, long step, double... losses) {
    if (known.hasSwitched()) {
      return known;
    }
    if (known.smoothed() == null) {
      return new Known(losses.clone(), new int[losses.length], -1, -1);
    }
    double[] smoothed = known.smoothed().clone();
    int[] rises = known.rises().clone();
    int because = -1;
    for (int k = 0; k < losses.length; k++) {
      if (Double.isNaN(losses[k])) {
        continue;
      }
      if (Double.isNaN(smoothed[k])) {
        smoothed[k] = losses[k];
        continue;
      }
      double next = smoothing * smoothed[k] + (1 - smoothing) * losses[k];
      rises[k] = next > smoothed[k] ? rises[k] + 1 : 0;
      smoothed[k] = next;
      if (rises[k] >= patience && (because < 0 || rises[k] > rises[because])) {
        because = k;
      }
    }
    return new Known(smoothed, rises, because < 0 ? -1 : step, because);
  }
}
