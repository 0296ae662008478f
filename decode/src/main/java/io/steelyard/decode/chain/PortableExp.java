package io.steelyard.decode.chain;

/**
 * {@code e^x} from additions, multiplications and a shift of the exponent alone, so that the same
 * logits give the same token on every machine; within 2 units in the last place, and several times
 * faster than {@link StrictMath#exp}.
 *
 * <p>{@code e^x = 2^n e^r} with {@code n = round(x / ln 2)} and a Taylor polynomial of degree 13
 * for {@code |r| <= ln 2 / 2}; its next term is below {@code 5e-18}.
 */
public final class PortableExp {
  private static final double LOG2_E = 1.4426950408889634;
  // ln 2 in two parts; the first has 32 trailing zero bits, so n * LN2_HIGH is exact.
  private static final double LN2_HIGH = 6.93147180369123816490e-01;
  private static final double LN2_LOW = 1.90821492927058770002e-10;

  private PortableExp() {}

  public static double exp(double x) {
    if (!(x >= -708)) {
      return x < -745.2 ? 0 : StrictMath.exp(x);
    }
    if (x > 709) {
      return StrictMath.exp(x);
    }
    double n = Math.rint(x * LOG2_E);
    double r = x - n * LN2_HIGH - n * LN2_LOW;
    double r2 = r * r;
    double r4 = r2 * r2;
    double r8 = r4 * r4;
    // Estrin's scheme: independent parts, so that the processor need not wait.
    double a = (1 + r) + r2 * (1.0 / 2 + r * (1.0 / 6));
    double b = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
    double c = (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
    double d = 1.0 / 479001600 + r * (1.0 / 6227020800L);
    double p = (a + r4 * b) + r8 * (c + r4 * d);
    return p * Double.longBitsToDouble(((long) n + 1023) << 52);
  }
}
