package io.steelyard.model.tensors;

import java.nio.ByteBuffer;

/**
 * Float32 to blocks of 32 as llama.cpp's plain quantisers make them, byte for byte.
 *
 * <pre>
 * Q4_0, Q5_0:  d = (value of largest size) / -8 | -16,  q = min(15 | 31, trunc(x / d + 8.5 | 16.5))
 * Q4_1, Q5_1:  d = (max - min) / 15 | 31, m = min,      q = min(15 | 31, trunc((x - m) / d + 0.5))
 * Q8_0:        d = max |x| / 127,                       q = x / d to nearest, halves away from 0
 * </pre>
 *
 * <p>1/d is of the float32 d; a block of zeros (d = 0) has 1/d = 0.
 */
public final class BlockEncoder {
  private static final int N = 32;

  private BlockEncoder() {}

  /**
   * Encodes one block.
   *
   * @param x source, 32 numbers from {@code from} on
   * @param out little-endian; the block is put at its position
   * @throws IllegalArgumentException for other types, or a number that is not finite
   */
  public static void encode(TensorType type, float[] x, int from, ByteBuffer out) {
    for (int i = 0; i < N; i++) {
      if (!Float.isFinite(x[from + i])) {
        throw new IllegalArgumentException(
            "element " + (from + i) + " is " + x[from + i] + "; only finite numbers are quantised");
      }
    }
    switch (type) {
      case Q4_0 -> nibbles(codes(x, from, out, 8), out);
      case Q4_1 -> nibbles(codesFromMinimum(x, from, out, 15), out);
      case Q5_0 -> fiveBits(codes(x, from, out, 16), out);
      case Q5_1 -> fiveBits(codesFromMinimum(x, from, out, 31), out);
      case Q8_0 -> eightBits(x, from, out);
      default ->
          throw new IllegalArgumentException(
              type + " is not written; expected Q4_0, Q4_1, Q5_0, Q5_1 or Q8_0");
    }
  }

  private static int[] codes(float[] x, int from, ByteBuffer out, int half) {
    float largest = 0;
    float signed = 0;
    for (int i = 0; i < N; i++) {
      float v = x[from + i];
      if (Math.abs(v) > largest) {
        largest = Math.abs(v);
        signed = v;
      }
    }
    float d = signed / -half;
    float inverse = d == 0 ? 0 : 1 / d;
    out.putShort(HalfFloats.toF16(d));
    int[] codes = new int[N];
    for (int i = 0; i < N; i++) {
      codes[i] = Math.min(2 * half - 1, (int) (x[from + i] * inverse + (half + 0.5f)));
    }
    return codes;
  }

  private static int[] codesFromMinimum(float[] x, int from, ByteBuffer out, int top) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < N; i++) {
      min = Math.min(min, x[from + i]);
      max = Math.max(max, x[from + i]);
    }
    float d = (max - min) / top;
    float inverse = d == 0 ? 0 : 1 / d;
    out.putShort(HalfFloats.toF16(d));
    out.putShort(HalfFloats.toF16(min));
    int[] codes = new int[N];
    for (int i = 0; i < N; i++) {
      codes[i] = Math.min(top, (int) ((x[from + i] - min) * inverse + 0.5f));
    }
    return codes;
  }

  private static void nibbles(int[] codes, ByteBuffer out) {
    for (int l = 0; l < N / 2; l++) {
      out.put((byte) ((codes[l] & 15) | ((codes[l + N / 2] & 15) << 4)));
    }
  }

  private static void fiveBits(int[] codes, ByteBuffer out) {
    int high = 0;
    for (int i = 0; i < N; i++) {
      high |= (codes[i] >> 4) << i;
    }
    out.putInt(high);
    nibbles(codes, out);
  }

  private static void eightBits(float[] x, int from, ByteBuffer out) {
    float largest = 0;
    for (int i = 0; i < N; i++) {
      largest = Math.max(largest, Math.abs(x[from + i]));
    }
    float d = largest / 127;
    float inverse = d == 0 ? 0 : 1 / d;
    out.putShort(HalfFloats.toF16(d));
    for (int i = 0; i < N; i++) {
      float scaled = x[from + i] * inverse;
      int size = (int) (Math.abs(scaled) + 0.5f);
      out.put((byte) (scaled < 0 ? -size : size));
    }
  }
}
