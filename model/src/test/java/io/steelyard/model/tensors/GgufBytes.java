package io.steelyard.model.tensors;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds small GGUF files for tests. */
public final class GgufBytes {
  private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();
  private int pairCount;
  private final List<Entry> tensors = new ArrayList<>();
  private int version = 3;
  private int alignment = 32;

  private record Entry(String name, long[] dims, int type, byte[] data) {}

  public GgufBytes version(int value) {
    version = value;
    return this;
  }

  public GgufBytes text(String key, String value) {
    key(key, 8);
    text(pairs, value);
    return this;
  }

  public GgufBytes u32(String key, int value) {
    key(key, 4);
    int32(pairs, value);
    if (key.equals("general.alignment")) {
      alignment = value;
    }
    return this;
  }

  public GgufBytes f32(String key, float value) {
    key(key, 6);
    int32(pairs, Float.floatToRawIntBits(value));
    return this;
  }

  public GgufBytes flag(String key, boolean value) {
    key(key, 7);
    pairs.write(value ? 1 : 0);
    return this;
  }

  public GgufBytes texts(String key, List<String> values) {
    key(key, 9);
    int32(pairs, 8);
    int64(pairs, values.size());
    values.forEach(v -> text(pairs, v));
    return this;
  }

  public GgufBytes i32s(String key, int... values) {
    key(key, 9);
    int32(pairs, 5);
    int64(pairs, values.length);
    for (int v : values) {
      int32(pairs, v);
    }
    return this;
  }

  public GgufBytes f32s(String key, float... values) {
    key(key, 9);
    int32(pairs, 6);
    int64(pairs, values.length);
    for (float v : values) {
      int32(pairs, Float.floatToRawIntBits(v));
    }
    return this;
  }

  /** A pair of any type with the given bytes. */
  public GgufBytes raw(String key, int type, byte... value) {
    key(key, type);
    pairs.writeBytes(value);
    return this;
  }

  /** Sizes innermost first, as the format has them. */
  public GgufBytes tensor(String name, int type, byte[] data, long... dims) {
    tensors.add(new Entry(name, dims, type, data));
    return this;
  }

  public GgufBytes floats(String name, float[] values, long... dims) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return tensor(name, 0, data.array(), dims);
  }

  public byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    int32(out, version);
    int64(out, tensors.size());
    int64(out, pairCount);
    out.writeBytes(pairs.toByteArray());
    long at = 0;
    for (Entry entry : tensors) {
      text(out, entry.name());
      int32(out, entry.dims().length);
      for (long d : entry.dims()) {
        int64(out, d);
      }
      int32(out, entry.type());
      int64(out, at);
      at += (entry.data().length + alignment - 1) / alignment * alignment;
    }
    for (Entry entry : tensors) {
      while (out.size() % alignment != 0) {
        out.write(0);
      }
      out.writeBytes(entry.data());
    }
    return out.toByteArray();
  }

  private void key(String key, int type) {
    pairCount++;
    text(pairs, key);
    int32(pairs, type);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int64(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void int64(ByteArrayOutputStream out, long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
