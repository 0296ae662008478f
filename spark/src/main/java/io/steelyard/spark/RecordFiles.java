package io.steelyard.spark;

import io.steelyard.core.flow.CloseableIterator;
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
 */
final class RecordFiles {
  private static final int BATCH = 1024;

  private RecordFiles() {}

  /** Some records that are packed together. */
  private record Batch(Object[] records) implements Serializable {}

  static <T> CloseableIterator<T> iterate(SparkEngine engine, Plan<T> plan) {
    String folder = engine.scratch.resolve("records-" + UUID.randomUUID()).toString();
    List<Path> files = new ArrayList<>();
    engine.<T, String>run(
        "iterate",
        plan,
        (partition, records) -> write(Path.of(folder), partition, records),
        file -> files.add(Path.of(file)));
    return new Reading<>(Path.of(folder), files);
  }

  private static <T> String write(Path folder, int partition, Iterator<T> records)
      throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("part-" + partition);
    Path mine = folder.resolve("part-" + partition + "." + UUID.randomUUID() + ".tmp");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(mine)))) {
      List<Object> batch = new ArrayList<>(BATCH);
      while (records.hasNext()) {
        batch.add(records.next());
        if (batch.size() == BATCH || !records.hasNext()) {
          byte[] packed = Packing.pack(new Batch(batch.toArray()));
          out.writeInt(packed.length);
          out.write(packed);
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
    private DataInputStream open;
    private Object[] batch = {};
    private int next;

    Reading(Path folder, List<Path> files) {
      this.folder = folder;
      this.files = files.iterator();
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == batch.length) {
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
            byte[] packed = new byte[open.readInt()];
            open.readFully(packed);
            batch = ((Batch) Packing.unpack(packed)).records;
            next = 0;
          }
        }
        return true;
      } catch (IOException e) {
        throw FlowException.at("reading records of the executors in " + folder, e);
      }
    }

    @Override
    @SuppressWarnings("unchecked")
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return (T) batch[next++];
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
