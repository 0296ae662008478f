package io.steelyard.model.tensors;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor that is to be written: what it is, and where its elements come from when their turn
 * comes.
 *
 * @param name unique in its file
 * @param type a type that safetensors can hold
 * @param shape sizes, outermost first
 * @param content writes exactly the tensor's bytes, little-endian
 */
@SuppressWarnings("ArrayRecordComponent")
public record TensorDraft(String name, TensorType type, long[] shape, Content content) {
  /** Writes the stored bytes. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Gives elements {@code [from, to)} in row-major order. */
  @FunctionalInterface
  public interface Floats {
    void read(long from, long to, float[] out, int at);
  }

  private static final int PIECE = 1 << 16;

  public TensorDraft {
    if (!type.inSafeTensors()) {
      throw new IllegalArgumentException(
          name
              + ": safetensors cannot hold "
              + type
              + "; expected one of "
              + TensorType.safetensorsNames());
    }
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(name + ": a size below 0 in its shape: " + size);
      }
    }
  }

  /**
   * A tensor from float32 numbers, stored as F32, F16 or BF16.
   *
   * @throws IllegalArgumentException for other types
   */
  public static TensorDraft ofFloats(String name, TensorType type, long[] shape, Floats source) {
    if (type != TensorType.F32 && type != TensorType.F16 && type != TensorType.BF16) {
      throw new IllegalArgumentException(
          name + ": numbers are written as F32, F16 or BF16, not as " + type);
    }
    long n = TensorInfo.elements(shape);
    return new TensorDraft(name, type, shape, out -> write(type, n, source, out));
  }

  /** The same from an array. */
  public static TensorDraft ofFloats(String name, TensorType type, long[] shape, float[] values) {
    if (TensorInfo.elements(shape) != values.length) {
      throw new IllegalArgumentException(
          name + ": " + values.length + " values for " + TensorInfo.elements(shape) + " elements");
    }
    return ofFloats(
        name,
        type,
        shape,
        (from, to, out, at) -> System.arraycopy(values, (int) from, out, at, (int) (to - from)));
  }

  /** Whole numbers of 64 bits. */
  public static TensorDraft ofLongs(String name, long[] shape, long[] values) {
    if (TensorInfo.elements(shape) != values.length) {
      throw new IllegalArgumentException(
          name + ": " + values.length + " values for " + TensorInfo.elements(shape) + " elements");
    }
    return new TensorDraft(
        name,
        TensorType.I64,
        shape,
        out -> {
          ByteBuffer bytes =
              ByteBuffer.allocate(8 * Math.min(PIECE, values.length))
                  .order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i < values.length; ) {
            bytes.clear();
            while (i < values.length && bytes.hasRemaining()) {
              bytes.putLong(values[i++]);
            }
            out.write(bytes.array(), 0, bytes.position());
          }
        });
  }

  private static void write(TensorType type, long n, Floats source, OutputStream out)
      throws IOException {
    int room = (int) Math.min(PIECE, n);
    float[] floats = new float[room];
    ByteBuffer bytes = ByteBuffer.allocate((int) type.bytesOf(room)).order(ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < n; from += room) {
      int some = (int) Math.min(room, n - from);
      source.read(from, from + some, floats, 0);
      bytes.clear();
      switch (type) {
        case F32 -> bytes.asFloatBuffer().put(floats, 0, some);
        case F16 -> {
          for (int i = 0; i < some; i++) {
            bytes.putShort(HalfFloats.toF16(floats[i]));
          }
        }
        default -> {
          for (int i = 0; i < some; i++) {
            bytes.putShort(HalfFloats.toBf16(floats[i]));
          }
        }
      }
      out.write(bytes.array(), 0, (int) type.bytesOf(some));
    }
  }

  /** Bytes that it takes in a file. */
  public long bytes() {
    return type.bytesOf(TensorInfo.elements(shape));
  }
}
