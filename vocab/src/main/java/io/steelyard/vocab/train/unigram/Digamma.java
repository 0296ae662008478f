package io.steelyard.vocab.train.unigram;

/**
 * The derivative of {@code ln Gamma(x)} for positive x: {@code psi(x) = psi(x + 1) - 1 / x} up to
 * 10, and from there the asymptotic series {@code ln x - 1/(2x) - 1/(12x^2) + 1/(120x^4) -
 * 1/(252x^6) + 1/(240x^8) - 1/(132x^10)}; the error is below 1e-13.
 *
 * <p>Example: {@code psi(1)} is -0.5772156649, minus Euler's constant.
 */
final class Digamma {
  private static final double SERIES_FROM = 10;

  private Digamma() {}

  static double of(double x) {
    double shift = 0;
    double y = x;
    while (y < SERIES_FROM) {
      shift -= 1 / y++;
    }
    double s = 1 / (y * y);
    double series =
        s * (1. / 12 - s * (1. / 120 - s * (1. / 252 - s * (1. / 240 - s * (1. / 132)))));
    return shift + StrictMath.log(y) - 0.5 / y - series;
  }
}
