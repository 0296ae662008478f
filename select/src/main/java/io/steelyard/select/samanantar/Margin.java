package io.steelyard.select.samanantar;

/**
 * How the cosine of a pair is held against what its two sentences get elsewhere: {@code f(x)} is
 * the mean cosine of x to its k nearest on the other side, {@code g(y)} that of y. The cosine alone
 * favours hubs, sentences that are near to everything.
 *
 * <p>Example: cos = 0.9659, f = 0.9736, g = 0.9811 gives the ratio 0.9884 and the distance -0.0114:
 * the pair is no closer than its neighbourhoods.
 *
 * @see <a href="https://arxiv.org/abs/1811.01136">Margin-based parallel corpus mining (2019), eq.
 *     2</a>
 */
public enum Margin {
  /** {@code cos / ((f + g) / 2)}. */
  RATIO {
    @Override
    public double score(double cosine, double f, double g) {
      return f + g <= 0 ? DISTANCE.score(cosine, f, g) : cosine / ((f + g) / 2);
    }

    @Override
    public boolean fallsBack(double f, double g) {
      return f + g <= 0;
    }
  },
  /** {@code cos - (f + g) / 2}; half of what CSLS gives. */
  DISTANCE {
    @Override
    public double score(double cosine, double f, double g) {
      return cosine - (f + g) / 2;
    }
  },
  /** The cosine itself, as the paper does. */
  ABSOLUTE {
    @Override
    public double score(double cosine, double f, double g) {
      return cosine;
    }
  };

  /**
   * The score of a pair. Where {@code f + g} is 0 or less, a ratio would change its sign or divide
   * by next to nothing: {@link #RATIO} gives the distance there, and {@link #fallsBack} says so.
   */
  public abstract double score(double cosine, double f, double g);

  /** Whether the score of a pair with these neighbourhoods is not what its name says. */
  public boolean fallsBack(double f, double g) {
    return false;
  }
}
