package io.steelyard.model.tensors;

import java.nio.ByteBuffer;

/**
 * Blocks of 32 elements as llama.cpp lays them out: a binary16 scale {@code d}, sometimes a minimum
 * {@code m}, and codes {@code q} of 4, 5 or 8 bits. Low nibbles are elements 0..15, high ones
 * 16..31.
 *
 * <p>Products are taken in float32 in the order of the reference, so that results are the same
 * bits.
 */
final class Blocks32 {
  private static final int[] NON_LINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private Blocks32() {}

  /** {@code x = d (q - 8)}. */
  static void q40(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 18, at += 32) {
      float d = half(in, from);
      for (int l = 0; l < 16; l++) {
        int q = in.get(from + 2 + l);
        out[at + l] = d * ((q & 15) - 8);
        out[at + 16 + l] = d * (((q >> 4) & 15) - 8);
      }
    }
  }

  /** {@code x = d q + m}. */
  static void q41(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 20, at += 32) {
      float d = half(in, from);
      float m = half(in, from + 2);
      for (int l = 0; l < 16; l++) {
        int q = in.get(from + 4 + l);
        out[at + l] = d * (q & 15) + m;
        out[at + 16 + l] = d * ((q >> 4) & 15) + m;
      }
    }
  }

  /** {@code x = d (q - 16)}, the fifth bit of element i is bit i of a word. */
  static void q50(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 22, at += 32) {
      float d = half(in, from);
      int high = in.getInt(from + 2);
      for (int l = 0; l < 16; l++) {
        int q = in.get(from + 6 + l);
        out[at + l] = d * (((q & 15) | (((high >>> l) & 1) << 4)) - 16);
        out[at + 16 + l] = d * ((((q >> 4) & 15) | (((high >>> (l + 16)) & 1) << 4)) - 16);
      }
    }
  }

  /** {@code x = d q + m}. */
  static void q51(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 24, at += 32) {
      float d = half(in, from);
      float m = half(in, from + 2);
      int high = in.getInt(from + 4);
      for (int l = 0; l < 16; l++) {
        int q = in.get(from + 8 + l);
        out[at + l] = d * ((q & 15) | (((high >>> l) & 1) << 4)) + m;
        out[at + 16 + l] = d * (((q >> 4) & 15) | (((high >>> (l + 16)) & 1) << 4)) + m;
      }
    }
  }

  /** {@code x = d q}, q signed. */
  static void q80(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 34, at += 32) {
      float d = half(in, from);
      for (int l = 0; l < 32; l++) {
        out[at + l] = d * in.get(from + 2 + l);
      }
    }
  }

  /** {@code x = d T[q]} with a fixed table that is denser near zero. */
  static void iq4nl(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 18, at += 32) {
      float d = half(in, from);
      for (int l = 0; l < 16; l++) {
        int q = in.get(from + 2 + l);
        out[at + l] = d * NON_LINEAR[q & 15];
        out[at + 16 + l] = d * NON_LINEAR[(q >> 4) & 15];
      }
    }
  }

  static float half(ByteBuffer in, int at) {
    return HalfFloats.fromF16(in.getShort(at));
  }
}
