package io.steelyard.mix.rules;

/**
 * A learning rate that lets a run branch late: its main part does not depend on the run's length.
 *
 * <pre>
 * lr(s) = lr0 * min(1, (s+1)/w) * sqrt(w / max(s+1, w)) * cool(s)
 * cool(s) = 1 until steps - c, then linear to 0
 * </pre>
 *
 * <p>In the style of Zhai et al. 2022. A branch goes on with {@code lr(s0)}; warming up again, or
 * dropping the optimiser's state, would be another experiment.
 *
 * @param peak lr0
 * @param steps length S of the run
 * @param warmup w steps, at least 1; the usual choice is 0.03 S
 * @param cooldown c last steps that fall to 0; 0 or 0.1 S
 */
public record InverseSquareRootRate(double peak, long steps, long warmup, long cooldown) {
  public InverseSquareRootRate {
    if (!(peak > 0) || warmup < 1 || cooldown < 0 || warmup > steps || cooldown > steps) {
      throw new IllegalArgumentException(
          "expected a positive peak, 1 <= warmup <= steps and 0 <= cooldown <= steps, were "
              + peak
              + ", "
              + warmup
              + ", "
              + cooldown
              + " of "
              + steps);
    }
  }

  /** Warm-up over 3% of the run, cooldown over its last tenth or none. */
  public static InverseSquareRootRate of(double peak, long steps, boolean cooldown) {
    return new InverseSquareRootRate(
        peak, steps, Math.max(1, Math.round(.03 * steps)), cooldown ? Math.round(.1 * steps) : 0);
  }

  /** The rate at a step in [0, steps). */
  public double at(long step) {
    double next = step + 1.;
    double main = Math.min(1, next / warmup) * Math.sqrt(warmup / Math.max(next, warmup));
    double cool = step < steps - cooldown ? 1 : (double) (steps - step) / cooldown;
    return peak * main * cool;
  }
}
