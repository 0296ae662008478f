package io.steelyard.model.tensors;

/**
 * Numbers of 16 and 8 bits to float32 and back, rounding to nearest, ties to even.
 *
 * <p>Examples: {@code toBf16(1.00390625f)} is 3f80 (1.0, the tie goes to the even one), {@code
 * toF16(65519.99f)} is 7bff (65504) and {@code toF16(65520f)} is 7c00 (infinity).
 */
public final class HalfFloats {
  private static final float SMALLEST_F16 = 0x1p-24f;

  private HalfFloats() {}

  /** bfloat16 is the upper half of a float32. */
  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  public static short toBf16(float value) {
    int b = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((b >>> 16) | 0x40);
    }
    return (short) ((b + 0x7FFF + ((b >>> 16) & 1)) >>> 16);
  }

  /** IEEE binary16: 5 bits of exponent, 10 of mantissa. */
  public static float fromF16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1F;
    int mantissa = bits & 0x3FF;
    if (exponent == 0) {
      float value = mantissa * SMALLEST_F16;
      return sign == 0 ? value : -value;
    }
    if (exponent == 31) {
      return Float.intBitsToFloat(sign | 0x7F800000 | (mantissa << 13));
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (mantissa << 13));
  }

  public static short toF16(float value) {
    int b = Float.floatToRawIntBits(value);
    int sign = (b >>> 16) & 0x8000;
    int size = b & 0x7FFFFFFF;
    if (size > 0x7F800000) {
      return (short) (sign | 0x7E00 | ((size >>> 13) & 0x3FF));
    }
    if (size >= 0x477FF000) { // 65520: halfway to what would be 65536
      return (short) (sign | 0x7C00);
    }
    if (size < 0x38800000) { // below 2^-14: a multiple of 2^-24
      return (short) (sign | (int) Math.rint(Float.intBitsToFloat(size) * 0x1p24f));
    }
    int rounded = size + 0xFFF + ((size >>> 13) & 1);
    return (short) (sign | ((rounded - (112 << 23)) >>> 13));
  }

  /** 8 bits, 5 of exponent, 2 of mantissa: the upper half of a binary16. */
  public static float fromE5m2(byte bits) {
    return fromF16((short) (bits << 8));
  }

  /** 8 bits, 4 of exponent with bias 7, 3 of mantissa; no infinity, 7f and ff are NaN. */
  public static float fromE4m3(byte bits) {
    int exponent = (bits >>> 3) & 0xF;
    int mantissa = bits & 7;
    float value;
    if (exponent == 15 && mantissa == 7) {
      value = Float.NaN;
    } else if (exponent == 0) {
      value = mantissa * 0x1p-9f;
    } else {
      value = Float.intBitsToFloat(((exponent + 120) << 23) | (mantissa << 20));
    }
    return bits < 0 ? -value : value;
  }
}
