package io.steelyard.model.tensors;

import java.nio.ByteBuffer;

/**
 * Stored blocks to float32, one function per {@link TensorType}.
 *
 * <p>Integers of 32 bits and more and 64-bit floats lose what float32 cannot hold.
 */
@FunctionalInterface
interface ElementDecoder {
  /**
   * Decodes whole blocks.
   *
   * @param in little-endian bytes
   * @param from index of the first block's first byte
   * @param blocks how many blocks
   * @param out receives {@code blocks * blockElements} numbers from {@code at} on
   */
  void decode(ByteBuffer in, int from, int blocks, float[] out, int at);

  static ElementDecoder of(TensorType type) {
    return switch (type) {
      case BOOL ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.get(from + i) == 0 ? 0 : 1;
            }
          };
      case U8 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.get(from + i) & 0xFF;
            }
          };
      case I8 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.get(from + i);
            }
          };
      case F8_E5M2 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = HalfFloats.fromE5m2(in.get(from + i));
            }
          };
      case F8_E4M3 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = HalfFloats.fromE4m3(in.get(from + i));
            }
          };
      case I16 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.getShort(from + 2 * i);
            }
          };
      case U16 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.getShort(from + 2 * i) & 0xFFFF;
            }
          };
      case F16 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = HalfFloats.fromF16(in.getShort(from + 2 * i));
            }
          };
      case BF16 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = HalfFloats.fromBf16(in.getShort(from + 2 * i));
            }
          };
      case I32 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.getInt(from + 4 * i);
            }
          };
      case U32 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.getInt(from + 4 * i) & 0xFFFFFFFFL;
            }
          };
      case F32 ->
          (in, from, n, out, at) ->
              in.slice(from, 4 * n).order(in.order()).asFloatBuffer().get(out, at, n);
      case F64 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = (float) in.getDouble(from + 8 * i);
            }
          };
      case I64 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              out[at + i] = in.getLong(from + 8 * i);
            }
          };
      case U64 ->
          (in, from, n, out, at) -> {
            for (int i = 0; i < n; i++) {
              long v = in.getLong(from + 8 * i);
              out[at + i] = v >= 0 ? v : 2f * ((v >>> 1) | (v & 1));
            }
          };
      case Q4_0 -> Blocks32::q40;
      case Q4_1 -> Blocks32::q41;
      case Q5_0 -> Blocks32::q50;
      case Q5_1 -> Blocks32::q51;
      case Q8_0 -> Blocks32::q80;
      case IQ4_NL -> Blocks32::iq4nl;
      case Q2_K -> Blocks256::q2k;
      case Q3_K -> Blocks256::q3k;
      case Q4_K -> Blocks256::q4k;
      case Q5_K -> Blocks256::q5k;
      case Q6_K -> Blocks256::q6k;
      case Q8_K -> Blocks256::q8k;
    };
  }
}
