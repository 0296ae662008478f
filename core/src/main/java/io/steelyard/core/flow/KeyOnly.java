package io.steelyard.core.flow;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;

/** Writes nothing, where the key already carries the whole record. */
final class KeyOnly<T> implements Codec<T> {
  @Override
  public void write(T value, DataOutput out) {}

  @Override
  public T read(DataInput in) {
    return null;
  }

  static <T> T decode(byte[] key, Codec<T> codec) throws IOException {
    return codec.read(new DataInputStream(new ByteArrayInputStream(key)));
  }
}
