package io.steelyard.model.tensors;

import static io.steelyard.model.tensors.Blocks32.half;

import java.nio.ByteBuffer;

/**
 * "K" blocks of 256 elements as llama.cpp lays them out: one or two binary16 scales for the block
 * and small integer scales {@code sc} and minima {@code m} for each of its 8 or 16 parts.
 *
 * <p>Products are taken in float32 in the order of the reference, so that results are the same
 * bits.
 */
final class Blocks256 {
  private Blocks256() {}

  /** {@code x = d sc q - dmin m}: parts of 16, 4 bits each of scale and minimum, q of 2 bits. */
  static void q2k(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 84, at += 256) {
      float d = half(in, from + 80);
      float dmin = half(in, from + 82);
      for (int part = 0; part < 16; part++) {
        int s = in.get(from + part);
        float scale = d * (s & 15);
        float minimum = dmin * ((s >> 4) & 15);
        int codes = from + 16 + 32 * (part >> 3) + 16 * (part & 1);
        int shift = 2 * ((part >> 1) & 3);
        for (int l = 0; l < 16; l++) {
          out[at + 16 * part + l] = scale * ((in.get(codes + l) >> shift) & 3) - minimum;
        }
      }
    }
  }

  /** {@code x = d (sc - 32) (q - 4 where the mask bit is 0)}: parts of 16, q of 2 bits. */
  static void q3k(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 110, at += 256) {
      float d = half(in, from + 108);
      for (int part = 0; part < 16; part++) {
        int low = (in.get(from + 96 + (part & 7)) >> (4 * (part >> 3))) & 15;
        int high = (in.get(from + 104 + (part & 3)) >> (2 * (part >> 2))) & 3;
        float scale = d * ((low | (high << 4)) - 32);
        int codes = from + 32 + 32 * (part >> 3) + 16 * (part & 1);
        int mask = from + 16 * (part & 1);
        int shift = 2 * ((part >> 1) & 3);
        for (int l = 0; l < 16; l++) {
          int q = (in.get(codes + l) >> shift) & 3;
          int whole = (in.get(mask + l) >> (part >> 1)) & 1;
          out[at + 16 * part + l] = scale * (q - 4 * (1 - whole));
        }
      }
    }
  }

  /** {@code x = d sc q - dmin m}: parts of 32, 6 bits each of scale and minimum, q of 4 bits. */
  static void q4k(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 144, at += 256) {
      float d = half(in, from);
      float dmin = half(in, from + 2);
      for (int part = 0; part < 8; part++) {
        float scale = d * scale(in, from + 4, part);
        float minimum = dmin * minimum(in, from + 4, part);
        int codes = from + 16 + 32 * (part >> 1);
        int shift = 4 * (part & 1);
        for (int l = 0; l < 32; l++) {
          out[at + 32 * part + l] = scale * ((in.get(codes + l) >> shift) & 15) - minimum;
        }
      }
    }
  }

  /** As {@link #q4k} with a fifth bit of q. */
  static void q5k(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 176, at += 256) {
      float d = half(in, from);
      float dmin = half(in, from + 2);
      for (int part = 0; part < 8; part++) {
        float scale = d * scale(in, from + 4, part);
        float minimum = dmin * minimum(in, from + 4, part);
        int codes = from + 48 + 32 * (part >> 1);
        int shift = 4 * (part & 1);
        for (int l = 0; l < 32; l++) {
          int low = (in.get(codes + l) >> shift) & 15;
          int high = (in.get(from + 16 + l) >> part) & 1;
          out[at + 32 * part + l] = scale * (low | (high << 4)) - minimum;
        }
      }
    }
  }

  /** {@code x = d sc (q - 32)}: parts of 16, sc signed, q of 6 bits. */
  static void q6k(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 210, at += 256) {
      float d = half(in, from + 208);
      for (int part = 0; part < 16; part++) {
        float scale = d * in.get(from + 192 + part);
        int half = part >> 3;
        int quarter = (part >> 1) & 3;
        int low = from + 64 * half + 32 * (quarter & 1) + 16 * (part & 1);
        int high = from + 128 + 32 * half + 16 * (part & 1);
        int lowShift = 4 * (quarter >> 1);
        for (int l = 0; l < 16; l++) {
          int q =
              ((in.get(low + l) >> lowShift) & 15)
                  | (((in.get(high + l) >> (2 * quarter)) & 3) << 4);
          out[at + 16 * part + l] = scale * (q - 32);
        }
      }
    }
  }

  /** {@code x = d q}, d of 32 bits, q signed; sums of parts follow and are not needed. */
  static void q8k(ByteBuffer in, int from, int blocks, float[] out, int at) {
    for (int b = 0; b < blocks; b++, from += 292, at += 256) {
      float d = in.getFloat(from);
      for (int l = 0; l < 256; l++) {
        out[at + l] = d * in.get(from + 4 + l);
      }
    }
  }

  /** Scale {@code j} of 8 that are packed with their minima, 6 bits each, in 12 bytes. */
  static int scale(ByteBuffer in, int at, int j) {
    return j < 4
        ? in.get(at + j) & 63
        : (in.get(at + j + 4) & 15) | (((in.get(at + j - 4) >> 6) & 3) << 4);
  }

  /** Minimum {@code j}. */
  static int minimum(ByteBuffer in, int at, int j) {
    return j < 4
        ? in.get(at + j + 4) & 63
        : ((in.get(at + j + 4) >> 4) & 15) | (((in.get(at + j) >> 6) & 3) << 4);
  }
}
