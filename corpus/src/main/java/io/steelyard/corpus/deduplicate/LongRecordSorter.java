package io.steelyard.corpus.deduplicate;

import it.unimi.dsi.fastutil.longs.LongArrays;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts records of a few longs each, compared as signed longs column by column, in bounded memory:
 * what does not fit is sorted in runs, written to temporary files and merged.
 *
 * <p>Example: width 2 with records (9,1) (3,7) (9,0) reads back as (3,7) (9,0) (9,1). The order of
 * {@link #add} and the memory given never show in the result. Not thread-safe.
 */
public final class LongRecordSorter implements Closeable {
  /** Runs merged at once; more are merged in rounds. */
  private static final int FAN_IN = 128;

  private static final int BUFFER_BYTES = 1 << 16;

  private final int width;
  private final int capacity;
  private final Path folder;
  private final List<Path> runs = new ArrayList<>();
  private long[][] columns;
  private int used;
  private long records;

  /**
   * @param width longs per record
   * @param memoryBytes for the records held in memory; at least 64 records are held
   * @param folder where runs are written, if any are needed
   */
  public LongRecordSorter(int width, long memoryBytes, Path folder) {
    this.width = width;
    this.capacity =
        (int) Math.max(64, Math.min(1 << 28, memoryBytes / ((long) Long.BYTES * width)));
    this.folder = folder;
    this.columns = new long[width][Math.min(capacity, 1024)];
  }

  public long records() {
    return records;
  }

  public int spilledRuns() {
    return runs.size();
  }

  public void add(long first, long second) throws IOException {
    makeRoom();
    columns[0][used] = first;
    columns[1][used] = second;
    used++;
    records++;
  }

  public void add(long first, long second, long third) throws IOException {
    makeRoom();
    columns[0][used] = first;
    columns[1][used] = second;
    columns[2][used] = third;
    used++;
    records++;
  }

  private void makeRoom() throws IOException {
    if (used == capacity) {
      spill();
    } else if (used == columns[0].length) {
      int size = (int) Math.min(capacity, 2L * used);
      for (int c = 0; c < width; c++) {
        columns[c] = java.util.Arrays.copyOf(columns[c], size);
      }
    }
  }

  private void sortHeld() {
    if (width == 1) {
      LongArrays.radixSort(columns[0], 0, used);
    } else if (width == 2) {
      LongArrays.radixSort(columns[0], columns[1], 0, used);
    } else {
      LongArrays.radixSort(columns, 0, used);
    }
  }

  private void spill() throws IOException {
    sortHeld();
    runs.add(write(new HeldCursor(columns, used)));
    used = 0;
  }

  /**
   * All records in order, from the first at each call. Nothing may be added afterwards; closing the
   * sorter ends its cursors.
   */
  public Cursor sorted() throws IOException {
    if (runs.isEmpty()) {
      sortHeld();
      return new HeldCursor(columns, used);
    }
    if (used > 0) {
      spill();
    }
    columns = new long[width][0];
    while (runs.size() > FAN_IN) {
      List<Path> batch = new ArrayList<>(runs.subList(0, FAN_IN));
      Path merged;
      try (MergeCursor cursor = new MergeCursor(batch, width)) {
        merged = write(cursor);
      }
      for (Path run : batch) {
        Files.delete(run);
      }
      runs.subList(0, FAN_IN).clear();
      runs.add(merged);
    }
    return new MergeCursor(runs, width);
  }

  private Path write(Cursor cursor) throws IOException {
    Path file = Files.createTempFile(folder, "sort-", ".run");
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (cursor.next()) {
        if (buffer.remaining() < width * Long.BYTES) {
          drain(buffer, channel);
        }
        for (int c = 0; c < width; c++) {
          buffer.putLong(cursor.get(c));
        }
      }
      drain(buffer, channel);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    columns = new long[width][0];
    used = 0;
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
    runs.clear();
  }

  /** Reads records forward: call {@link #next}, then {@link #get}. */
  public interface Cursor extends Closeable {
    boolean next() throws IOException;

    long get(int column);

    @Override
    default void close() throws IOException {}
  }

  private static final class HeldCursor implements Cursor {
    private final long[][] columns;
    private final int end;
    private int at = -1;

    HeldCursor(long[][] columns, int end) {
      this.columns = columns;
      this.end = end;
    }

    @Override
    public boolean next() {
      return ++at < end;
    }

    @Override
    public long get(int column) {
      return columns[column][at];
    }
  }

  private static final class RunCursor implements Cursor {
    private final FileChannel channel;
    private final ByteBuffer buffer;
    private final int recordBytes;
    private int at;

    RunCursor(Path file, int width) throws IOException {
      recordBytes = width * Long.BYTES;
      buffer = ByteBuffer.allocate(BUFFER_BYTES / recordBytes * recordBytes).limit(0);
      channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public boolean next() throws IOException {
      at = buffer.position();
      if (!buffer.hasRemaining()) {
        buffer.clear();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        buffer.flip();
        at = 0;
        if (!buffer.hasRemaining()) {
          return false;
        }
      }
      if (buffer.remaining() < recordBytes) {
        throw new IOException("a temporary sort file ends inside a record; was it truncated?");
      }
      buffer.position(at + recordBytes);
      return true;
    }

    @Override
    public long get(int column) {
      return buffer.getLong(at + column * Long.BYTES);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class MergeCursor implements Cursor {
    private final List<RunCursor> all = new ArrayList<>();
    private final PriorityQueue<RunCursor> heads;
    private RunCursor current;

    MergeCursor(List<Path> runs, int width) throws IOException {
      heads = new PriorityQueue<>(runs.size(), (x, y) -> compare(x, y, width));
      try {
        for (Path run : runs) {
          RunCursor cursor = new RunCursor(run, width);
          all.add(cursor);
          if (cursor.next()) {
            heads.add(cursor);
          }
        }
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    private static int compare(RunCursor x, RunCursor y, int width) {
      for (int c = 0; c < width; c++) {
        int order = Long.compare(x.get(c), y.get(c));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }

    @Override
    public boolean next() throws IOException {
      if (current != null && current.next()) {
        heads.add(current);
      }
      current = heads.poll();
      return current != null;
    }

    @Override
    public long get(int column) {
      return current.get(column);
    }

    @Override
    public void close() throws IOException {
      for (RunCursor cursor : all) {
        cursor.close();
      }
    }
  }
}
