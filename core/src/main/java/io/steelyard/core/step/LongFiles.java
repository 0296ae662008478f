package io.steelyard.core.step;

import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Codec;
import io.steelyard.core.flow.Source;
import java.io.BufferedInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Records of a fixed number of longs in scratch files, one a partition: what pieces of work on many
 * machines leave for a flow to go on with. A partition that is written twice is whole all the same.
 *
 * @param folder seen by all machines
 * @param name of the files
 * @param width longs per record
 */
public record LongFiles(String folder, String name, int width, int partitions)
    implements Source<long[]> {
  /** Writes one record. */
  @FunctionalInterface
  public interface Writer {
    void write(long... record) throws IOException;
  }

  /** Writes all records of a partition. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  private Path file(int partition) {
    return Path.of(folder, name + "-" + partition + ".longs");
  }

  public void write(int partition, Content content) {
    AtomicFile.scratch(
        file(partition),
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          content.writeTo(
              record -> {
                if (record.length != width) {
                  throw new IllegalArgumentException(record.length + " longs, not " + width);
                }
                for (long value : record) {
                  data.writeLong(value);
                }
              });
          data.flush();
        });
  }

  @Override
  public CloseableIterator<long[]> open(int partition) throws IOException {
    long records = Files.size(file(partition)) / (8L * width);
    DataInputStream data =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(file(partition)), 1 << 16));
    return CloseableIterator.of(new Reading(data, records), data);
  }

  @Override
  public String name(int partition) {
    return file(partition).toString();
  }

  private final class Reading implements Iterator<long[]> {
    private final DataInputStream data;
    private long left;

    Reading(DataInputStream data, long records) {
      this.data = data;
      this.left = records;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public long[] next() {
      if (left-- <= 0) {
        throw new NoSuchElementException();
      }
      long[] record = new long[width];
      try {
        for (int i = 0; i < width; i++) {
          record[i] = data.readLong();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return record;
    }
  }

  /** The records as bytes. */
  public static Codec<long[]> codec(int width) {
    return new Longs(width);
  }

  private record Longs(int width) implements Codec<long[]> {
    @Override
    public void write(long[] value, DataOutput out) throws IOException {
      for (long v : value) {
        out.writeLong(v);
      }
    }

    @Override
    public long[] read(DataInput in) throws IOException {
      long[] value = new long[width];
      for (int i = 0; i < width; i++) {
        value[i] = in.readLong();
      }
      return value;
    }
  }
}
