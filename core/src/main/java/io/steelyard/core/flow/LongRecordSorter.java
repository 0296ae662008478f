package io.steelyard.core.flow;

import it.unimi.dsi.fastutil.longs.LongArrays;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts records of a fixed number of longs, first long first, all signed, in bounded memory: sorted
 * runs go to scratch files and are merged while read. Equal records stay as many as they were, so
 * the result is a pure function of what was added.
 *
 * <p>Example, band entries (band hash, document): add (9, 1), (3, 2), (9, 0) and read (3, 2), (9,
 * 0), (9, 1). Used by one thread.
 */
public final class LongRecordSorter implements Closeable {
  /** Receives one record; the array is used again for the next. */
  @FunctionalInterface
  public interface Reader {
    void accept(long[] record) throws IOException;
  }

  private record Run(Path file, long records) {}

  private final int width;
  private final int capacity;
  private final Scratch scratch;
  private final List<Run> runs = new ArrayList<>();
  private long[][] columns;
  private int count;
  private long total;

  /**
   * @param width longs per record, at least 1
   * @param memoryBytes what the records in memory may take, at least 64 KiB
   * @param scratch folder for temporary files, made on demand
   */
  public LongRecordSorter(int width, long memoryBytes, Path scratch) {
    this(width, memoryBytes, new Scratch(scratch, Files::newOutputStream, Progress.NONE));
  }

  LongRecordSorter(int width, long memoryBytes, Scratch scratch) {
    if (width < 1 || memoryBytes < 1 << 16) {
      throw new IllegalArgumentException(
          "sorter of "
              + width
              + " longs in "
              + memoryBytes
              + " bytes: expected a width of at least 1 and 65536 bytes");
    }
    this.width = width;
    // Growing by half needs the old and the new array of one column beside the other columns.
    this.capacity = (int) Math.min(1 << 28, memoryBytes / 8 / (width + 1));
    this.scratch = scratch;
    this.columns = new long[width][Math.min(capacity, 1 << 10)];
  }

  /** Adds one record of as many longs as the sorter is wide. */
  public void add(long... record) throws IOException {
    if (record.length != width) {
      throw new IllegalArgumentException(record.length + " longs in a record of " + width);
    }
    makeRoom();
    for (int c = 0; c < width; c++) {
      columns[c][count] = record[c];
    }
    count++;
    total++;
  }

  /** As {@link #add(long...)} for two longs, without an array. */
  public void add(long first, long second) throws IOException {
    if (width != 2) {
      throw new IllegalArgumentException("2 longs in a record of " + width);
    }
    makeRoom();
    columns[0][count] = first;
    columns[1][count] = second;
    count++;
    total++;
  }

  public long size() {
    return total;
  }

  /** Gives every record in order; may be called again, also after further adding. */
  public void forEach(Reader reader) throws IOException {
    if (runs.isEmpty()) {
      sort();
      long[] record = new long[width];
      for (int i = 0; i < count; i++) {
        load(i, record);
        reader.accept(record);
      }
      return;
    }
    spill();
    reduce();
    merge(runs, reader);
  }

  /** Removes the scratch files. */
  @Override
  public void close() {
    runs.clear();
    columns = new long[width][0];
    count = 0;
    scratch.close();
  }

  private void makeRoom() throws IOException {
    if (count == capacity) {
      spill();
    } else if (count == columns[0].length) {
      int size = (int) Math.min(capacity, count + (count >> 1) + 16L);
      for (int c = 0; c < width; c++) {
        columns[c] = Arrays.copyOf(columns[c], size);
      }
    }
  }

  private void sort() {
    if (width == 1) {
      LongArrays.radixSort(columns[0], 0, count);
    } else {
      LongArrays.radixSort(columns, 0, count);
    }
  }

  private void load(int i, long[] record) {
    for (int c = 0; c < width; c++) {
      record[c] = columns[c][i];
    }
  }

  private void spill() throws IOException {
    if (count == 0) {
      return;
    }
    sort();
    Path file = scratch.newFile();
    try (DataOutputStream out = new DataOutputStream(scratch.create(file))) {
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < width; c++) {
          out.writeLong(columns[c][i]);
        }
      }
    }
    runs.add(new Run(file, count));
    count = 0;
  }

  private void reduce() throws IOException {
    while (runs.size() > RunMerge.FAN_IN) {
      List<Run> batch = runs.subList(0, RunMerge.FAN_IN);
      Path file = scratch.newFile();
      try (DataOutputStream out = new DataOutputStream(scratch.create(file))) {
        merge(
            batch,
            record -> {
              for (long value : record) {
                out.writeLong(value);
              }
            });
      }
      long records = 0;
      for (Run run : batch) {
        records += run.records();
        Scratch.delete(run.file());
      }
      batch.clear();
      runs.add(new Run(file, records));
    }
  }

  private void merge(List<Run> inputs, Reader reader) throws IOException {
    List<Head> heads = new ArrayList<>();
    try {
      PriorityQueue<Head> queue = new PriorityQueue<>((a, b) -> Arrays.compare(a.record, b.record));
      for (Run run : inputs) {
        Head head = new Head(run, width);
        heads.add(head);
        head.next();
        queue.add(head);
      }
      while (!queue.isEmpty()) {
        LocalWorkers.checkInterrupt();
        Head head = queue.poll();
        reader.accept(head.record);
        if (head.next()) {
          queue.add(head);
        }
      }
    } finally {
      for (Head head : heads) {
        head.data.close();
      }
    }
  }

  /** The next record of one run. */
  private static final class Head {
    private final DataInputStream data;
    private final long[] record;
    private long left;

    Head(Run run, int width) throws IOException {
      data =
          new DataInputStream(
              new BufferedInputStream(Files.newInputStream(run.file()), Scratch.BUFFER));
      record = new long[width];
      left = run.records();
    }

    boolean next() throws IOException {
      if (left == 0) {
        return false;
      }
      left--;
      for (int c = 0; c < record.length; c++) {
        record[c] = data.readLong();
      }
      return true;
    }
  }
}
