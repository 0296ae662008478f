package io.steelyard.core.flow;

import java.io.IOException;
import java.util.function.IntFunction;

/** Partitions that can be opened, each any number of times. */
record LocalParts<T>(int count, IntFunction<String> names, Opener<T> opener) {
  /** Opens one partition. */
  @FunctionalInterface
  interface Opener<T> {
    CloseableIterator<T> open(int partition) throws Exception;
  }

  String name(int partition) {
    return names.apply(partition);
  }

  CloseableIterator<T> open(int partition) throws Exception {
    return opener.open(partition);
  }

  /** The partitions of a source, watched: counted for the display, ended by an interrupt. */
  static <T> LocalParts<T> of(Source<T> source, Progress progress) {
    return new LocalParts<>(
        source.partitions(),
        source::name,
        partition -> new Watched<>(source.open(partition), progress));
  }

  private static final class Watched<T> implements CloseableIterator<T> {
    private static final int BATCH = 256;

    private final CloseableIterator<T> records;
    private final Progress progress;
    private int uncounted;

    Watched(CloseableIterator<T> records, Progress progress) {
      this.records = records;
      this.progress = progress;
    }

    @Override
    public boolean hasNext() {
      LocalWorkers.checkInterrupt();
      return records.hasNext();
    }

    @Override
    public T next() {
      T record = records.next();
      if (++uncounted == BATCH) {
        count();
      }
      return record;
    }

    @Override
    public void close() throws IOException {
      count();
      records.close();
    }

    private void count() {
      if (uncounted > 0) {
        progress.records(uncounted);
        uncounted = 0;
      }
    }
  }
}
