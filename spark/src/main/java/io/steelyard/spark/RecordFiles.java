package io.steelyard.spark;

import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Codec;
import io.steelyard.core.flow.FlowException;
import io.steelyard.core.flow.Plan;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;

/**
 * The records of a flow as the driver reads them: executors write them to files in the scratch
 * folder, a partition each, and the driver streams those, so that it holds a few records at a time.
 * Those of a checkpoint are written by its codec, others are packed.
 */
final class RecordFiles {
  private static final int BATCH = 1024;

  private RecordFiles() {}

  /** Writes and reads some records at a time. */
  private interface Format<T> extends Serializable {
    void write(List<T> records, DataOutputStream out) throws IOException;

    List<T> read(DataInputStream in) throws IOException;
  }

  private record ByCodec<T>(Codec<T> codec) implements Format<T> {
    @Override
    public void write(List<T> records, DataOutputStream out) throws IOException {
      out.writeInt(records.size());
      for (T record : records) {
        codec.write(record, out);
      }
    }

    @Override
    public List<T> read(DataInputStream in) throws IOException {
      int count = in.readInt();
      List<T> records = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        records.add(codec.read(in));
      }
      return records;
    }
  }

  private record Packed<T>() implements Format<T> {
    @Override
    public void write(List<T> records, DataOutputStream out) throws IOException {
      byte[] packed = Packing.pack(new ArrayList<>(records));
      out.writeInt(packed.length);
      out.write(packed);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<T> read(DataInputStream in) throws IOException {
      byte[] packed = new byte[in.readInt()];
      in.readFully(packed);
      return (List<T>) Packing.unpack(packed);
    }
  }

  static <T> CloseableIterator<T> iterate(SparkEngine engine, Plan<T> plan) {
    String folder = engine.scratch.resolve("records-" + UUID.randomUUID()).toString();
    Format<T> format =
        plan instanceof Plan.Checkpoint<T> kept ? new ByCodec<>(kept.codec()) : new Packed<>();
    List<Path> files = new ArrayList<>();
    engine.<T, String>run(
        "gathering",
        plan,
        (partition, records) -> write(Path.of(folder), partition, records, format),
        file -> files.add(Path.of(file)));
    return new Reading<>(Path.of(folder), files, format);
  }

  private static <T> String write(Path folder, int partition, Iterator<T> records, Format<T> format)
      throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("part-" + partition);
    Path mine = folder.resolve("part-" + partition + "." + UUID.randomUUID() + ".tmp");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(mine)))) {
      List<T> batch = new ArrayList<>(BATCH);
      while (records.hasNext()) {
        batch.add(records.next());
        if (batch.size() == BATCH || !records.hasNext()) {
          format.write(batch, out);
          batch.clear();
        }
      }
    } catch (Throwable e) {
      Files.deleteIfExists(mine);
      throw e;
    }
    Files.move(mine, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file.toString();
  }

  private static final class Reading<T> implements CloseableIterator<T> {
    private final Path folder;
    private final Iterator<Path> files;
    private final Format<T> format;
    private DataInputStream open;
    private List<T> batch = List.of();
    private int next;

    Reading(Path folder, List<Path> files, Format<T> format) {
      this.folder = folder;
      this.files = files.iterator();
      this.format = format;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == batch.size()) {
          if (open == null) {
            if (!files.hasNext()) {
              return false;
            }
            open = new DataInputStream(new BufferedInputStream(Files.newInputStream(files.next())));
          }
          if (open.available() == 0) {
            open.close();
            open = null;
          } else {
            batch = format.read(open);
            next = 0;
          }
        }
        return true;
      } catch (IOException e) {
        throw FlowException.at("reading records of the executors in " + folder, e);
      }
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return batch.get(next++);
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
      }
      if (Files.isDirectory(folder)) {
        List<Path> left;
        try (var listing = Files.list(folder)) {
          left = listing.toList();
        }
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
      }
    }
  }
}
