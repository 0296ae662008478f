package io.steelyard.core.flow;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;

/**
 * How records of one type become bytes and come back. Equal records must give equal bytes: an
 * engine groups and breaks ties by them.
 */
public interface Codec<T> extends Serializable {
  void write(T value, DataOutput out) throws IOException;

  T read(DataInput in) throws IOException;

  Codec<Long> LONG =
      new Codec<>() {
        @Override
        public void write(Long value, DataOutput out) throws IOException {
          out.writeLong(value);
        }

        @Override
        public Long read(DataInput in) throws IOException {
          return in.readLong();
        }
      };

  Codec<Double> DOUBLE =
      new Codec<>() {
        @Override
        public void write(Double value, DataOutput out) throws IOException {
          out.writeDouble(value);
        }

        @Override
        public Double read(DataInput in) throws IOException {
          return in.readDouble();
        }
      };

  /** Length and bytes. */
  Codec<byte[]> BYTES =
      new Codec<>() {
        @Override
        public void write(byte[] value, DataOutput out) throws IOException {
          out.writeInt(value.length);
          out.write(value);
        }

        @Override
        public byte[] read(DataInput in) throws IOException {
          byte[] value = new byte[in.readInt()];
          in.readFully(value);
          return value;
        }
      };

  /** UTF-8 of any length; refuses a lone surrogate, which UTF-8 cannot carry. */
  Codec<String> STRING =
      new Codec<>() {
        @Override
        public void write(String value, DataOutput out) throws IOException {
          BYTES.write(utf8(value), out);
        }

        @Override
        public String read(DataInput in) throws IOException {
          return new String(BYTES.read(in), StandardCharsets.UTF_8);
        }
      };

  /** The UTF-8 bytes of {@code value}, which must be well-formed. */
  static byte[] utf8(String value) throws UTFDataFormatException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1));
        if (!pair) {
          throw new UTFDataFormatException(
              "lone surrogate at character " + i + ": the text is not valid Unicode");
        }
        i++;
      }
    }
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
