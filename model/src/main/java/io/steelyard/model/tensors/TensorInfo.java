package io.steelyard.model.tensors;

import java.util.Arrays;

/**
 * What a file says of a tensor.
 *
 * @param name as the model's code calls it, such as {@code model.norm.weight}
 * @param type how its elements are stored
 * @param shape sizes, outermost first, elements in row-major order; empty for a single number
 * @param offset first byte within the file
 * @param bytes how many bytes it takes there
 */
@SuppressWarnings("ArrayRecordComponent")
public record TensorInfo(String name, TensorType type, long[] shape, long offset, long bytes) {

  /** Number of elements. */
  public long elements() {
    return elements(shape);
  }

  /** Elements of a row, the innermost size; 1 for a single number. */
  public long rowLength() {
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  /**
   * The product of sizes.
   *
   * @throws ArithmeticException where it is no long
   */
  static long elements(long[] shape) {
    for (long size : shape) {
      if (size == 0) {
        return 0;
      }
    }
    long n = 1;
    for (long size : shape) {
      n = Math.multiplyExact(n, size);
    }
    return n;
  }

  TensorInfo named(String other) {
    return new TensorInfo(other, type, shape, offset, bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && offset == that.offset
        && bytes == that.bytes;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape) + " at " + offset;
  }
}
