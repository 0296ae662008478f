package io.steelyard.spark;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.Codec;
import io.steelyard.core.flow.KeyWriter;
import io.steelyard.core.flow.Plan;
import io.steelyard.core.flow.SortKey;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import scala.Tuple2;

/**
 * Records on their way through a shuffle: the length of the key in 4 bytes, the key, the record.
 * They are ordered by key bytes, then by record bytes, both unsigned; the partition is that of the
 * key's hash, as {@link Plan.Exchange} says.
 */
final class Entries {
  private static final int HEAD = 4;
  private static final Byte NOTHING = 0;

  private Entries() {}

  private static int keyEnd(byte[] entry) {
    return HEAD + ByteBuffer.wrap(entry).getInt();
  }

  /** The total order of entries. */
  static final class Order implements Comparator<byte[]>, Serializable {
    @Override
    public int compare(byte[] a, byte[] b) {
      int i = keyEnd(a);
      int j = keyEnd(b);
      int c = Arrays.compareUnsigned(a, HEAD, i, b, HEAD, j);
      return c != 0 ? c : Arrays.compareUnsigned(a, i, a.length, b, j, b.length);
    }
  }

  /** Routes entries by the hash of their key. */
  static final class ByKey extends Partitioner {
    private final int partitions;

    ByKey(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object entry) {
      byte[] bytes = (byte[]) entry;
      return partitions == 1
          ? 0
          : (int)
              Draws.below(Draws.hash(Arrays.copyOfRange(bytes, HEAD, keyEnd(bytes))), partitions);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByKey that && that.partitions == partitions;
    }

    @Override
    public int hashCode() {
      return partitions;
    }
  }

  /** Encodes records lazily. */
  static <T> Iterator<Tuple2<byte[], Byte>> encode(
      Iterator<T> records, SortKey<T> key, Codec<T> codec) {
    KeyWriter writer = new KeyWriter();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public Tuple2<byte[], Byte> next() {
        T record = records.next();
        try {
          writer.clear();
          key.write(record, writer);
          byte[] k = writer.toByteArray();
          writer.clear();
          writer.writeEncoded(record, codec);
          byte[] r = writer.toByteArray();
          return new Tuple2<>(
              ByteBuffer.allocate(HEAD + k.length + r.length)
                  .putInt(k.length)
                  .put(k)
                  .put(r)
                  .array(),
              NOTHING);
        } catch (IOException e) {
          throw new TaskFailure.Checked(e);
        }
      }
    };
  }

  /**
   * Decodes sorted entries; neighbours of equal keys share one key array.
   *
   * @param unique one of neighbours that are equal
   */
  static <T> Iterator<Plan.Keyed<T>> decode(
      Iterator<Tuple2<byte[], Byte>> sorted, Codec<T> codec, boolean unique) {
    return new Iterator<>() {
      private byte[] next = advance();
      private byte[] key;

      private byte[] advance() {
        return sorted.hasNext() ? sorted.next()._1() : null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Plan.Keyed<T> next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        byte[] entry = next;
        next = advance();
        while (unique && next != null && Arrays.equals(entry, next)) {
          next = advance();
        }
        int end = keyEnd(entry);
        if (key == null || !Arrays.equals(key, 0, key.length, entry, HEAD, end)) {
          key = Arrays.copyOfRange(entry, HEAD, end);
        }
        return new Plan.Keyed<>(key, read(entry, end, codec));
      }
    };
  }

  private static <T> T read(byte[] bytes, int from, Codec<T> codec) {
    try {
      return codec.read(
          new DataInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from)));
    } catch (IOException e) {
      throw new TaskFailure.Checked(e);
    }
  }

  /** A record as its codec's bytes. */
  static <T> byte[] bytes(T record, Codec<T> codec, KeyWriter writer) {
    try {
      writer.clear();
      writer.writeEncoded(record, codec);
      return writer.toByteArray();
    } catch (IOException e) {
      throw new TaskFailure.Checked(e);
    }
  }

  static <T> T record(byte[] bytes, Codec<T> codec) {
    return read(bytes, 0, codec);
  }
}
