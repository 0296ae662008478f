package io.steelyard.model.files;

/**
 * How far each pair of a head turns per position: {@code f_i = theta^(-2i/d)}, changed by a scaling
 * for texts longer than those of the first training.
 *
 * <p>Example: {@code new Rotary(10_000, Scaling.NONE).frequencies(4)} is {@code {1, 0.01}}.
 *
 * @param theta base of the frequencies
 * @param scaling what is done to them
 */
public record Rotary(double theta, Scaling scaling) {
  /** A change of the frequencies. */
  public sealed interface Scaling {
    Scaling NONE = new None();

    /** The frequency of pair {@code i} instead of {@code f}. */
    double scaled(int i, double f);
  }

  /** Frequencies stay. */
  public record None() implements Scaling {
    @Override
    public double scaled(int i, double f) {
      return f;
    }
  }

  /** All divided by a factor: {@code f / factor}. */
  public record Linear(double factor) implements Scaling {
    public Linear {
      atLeastOne("factor", factor);
    }

    @Override
    public double scaled(int i, double f) {
      return f / factor;
    }
  }

  /**
   * Llama 3: wavelengths {@code w = 2 pi / f} above {@code context / low} are stretched, those
   * below {@code context / high} stay, and between them {@code s = (context / w - low) / (high -
   * low)} goes from one to the other: {@code (1 - s) f / factor + s f}.
   *
   * @param factor how much long waves are stretched
   * @param low fewest turns within the first context that are not stretched fully
   * @param high turns from which nothing is stretched
   * @param context context length of the first training
   */
  public record Llama3(double factor, double low, double high, int context) implements Scaling {
    public Llama3 {
      atLeastOne("factor", factor);
      if (!(low > 0) || !(high > low) || context < 1) {
        throw new IllegalArgumentException(
            "rope scaling llama3 needs 0 < low_freq_factor < high_freq_factor and a context of at"
                + " least 1; they are "
                + low
                + ", "
                + high
                + " and "
                + context);
      }
    }

    @Override
    public double scaled(int i, double f) {
      double turns = context * f / (2 * Math.PI);
      if (turns < low) {
        return f / factor;
      }
      if (turns > high) {
        return f;
      }
      double s = (turns - low) / (high - low);
      return (1 - s) * f / factor + s * f;
    }
  }

  /** Each frequency divided by its own factor, as GGUF files hold Llama 3's scaling. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Factors(float[] factors) implements Scaling {
    @Override
    public double scaled(int i, double f) {
      return f / factors[i];
    }
  }

  public Rotary {
    if (!(theta > 0) || Double.isInfinite(theta)) {
      throw new IllegalArgumentException("rope theta is " + theta + "; expected a number above 0");
    }
  }

  /** Turn per position of each pair, length headWidth / 2. */
  public double[] frequencies(int headWidth) {
    double[] f = new double[headWidth / 2];
    for (int i = 0; i < f.length; i++) {
      f[i] = scaling.scaled(i, 1 / StrictMath.pow(theta, 2.0 * i / headWidth));
    }
    return f;
  }

  private static void atLeastOne(String name, double value) {
    if (!(value >= 1) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "rope scaling " + name + " is " + value + "; expected a number from 1 on");
    }
  }
}
