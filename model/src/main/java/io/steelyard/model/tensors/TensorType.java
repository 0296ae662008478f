package io.steelyard.model.tensors;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How the elements of a tensor lie in a file: plain numbers, or blocks of quantised ones.
 *
 * <p>The order of the plain types is that of the reference writer of safetensors, which puts the
 * last one first. Example: {@code Q4_1.bytesOf(64)} is 40: two blocks of 32 elements in 20 bytes.
 */
public enum TensorType {
  BOOL(1, 1, "BOOL", -1),
  U8(1, 1, "U8", -1),
  I8(1, 1, "I8", 24),
  F8_E5M2(1, 1, "F8_E5M2", -1),
  F8_E4M3(1, 1, "F8_E4M3", -1),
  I16(1, 2, "I16", 25),
  U16(1, 2, "U16", -1),
  F16(1, 2, "F16", 1),
  BF16(1, 2, "BF16", 30),
  I32(1, 4, "I32", 26),
  U32(1, 4, "U32", -1),
  F32(1, 4, "F32", 0),
  F64(1, 8, "F64", 28),
  I64(1, 8, "I64", 27),
  U64(1, 8, "U64", -1),
  Q4_0(32, 18, null, 2),
  Q4_1(32, 20, null, 3),
  Q5_0(32, 22, null, 6),
  Q5_1(32, 24, null, 7),
  Q8_0(32, 34, null, 8),
  Q2_K(256, 84, null, 10),
  Q3_K(256, 110, null, 11),
  Q4_K(256, 144, null, 12),
  Q5_K(256, 176, null, 13),
  Q6_K(256, 210, null, 14),
  Q8_K(256, 292, null, 15),
  IQ4_NL(32, 18, null, 20);

  private static final TensorType[] ALL = values();

  private final int blockElements;
  private final int blockBytes;
  private final String safetensors;
  private final int ggml;

  TensorType(int blockElements, int blockBytes, String safetensors, int ggml) {
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.safetensors = safetensors;
    this.ggml = ggml;
  }

  /** Elements that are stored together; 1 for plain numbers. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Whether safetensors files can hold it. */
  public boolean inSafeTensors() {
    return safetensors != null;
  }

  /** Whether it is stored in blocks with common scales. */
  public boolean quantised() {
    return blockElements > 1;
  }

  /**
   * Bytes of so many elements.
   *
   * @throws ArithmeticException where that is no long, or the elements are no whole blocks
   */
  public long bytesOf(long elements) {
    if (elements % blockElements != 0) {
      throw new ArithmeticException(elements + " elements are no whole blocks of " + blockElements);
    }
    return Math.multiplyExact(elements / blockElements, (long) blockBytes);
  }

  /** The type that safetensors calls so, or null. */
  static TensorType ofSafeTensors(String name) {
    for (TensorType type : ALL) {
      if (name.equals(type.safetensors)) {
        return type;
      }
    }
    return null;
  }

  /** The type that GGUF numbers so, or null. */
  static TensorType ofGgml(long id) {
    for (TensorType type : ALL) {
      if (type.ggml >= 0 && type.ggml == id) {
        return type;
      }
    }
    return null;
  }

  static String safetensorsNames() {
    return Arrays.stream(ALL)
        .filter(TensorType::inSafeTensors)
        .map(t -> t.safetensors)
        .collect(Collectors.joining(", "));
  }

  static String ggmlNames() {
    return Arrays.stream(ALL)
        .filter(t -> t.ggml >= 0)
        .map(t -> t.ggml + " " + t)
        .collect(Collectors.joining(", "));
  }
}
