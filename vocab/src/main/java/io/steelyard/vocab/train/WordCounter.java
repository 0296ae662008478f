package io.steelyard.vocab.train;

import io.steelyard.vocab.PreTokenizer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the words of a stream of documents on many threads in bounded memory. Each thread takes a
 * {@link #worker} of its own; {@link #finish} adds up what they saw. Counts are whole numbers, so
 * the result does not depend on threads, order or memory.
 *
 * <p>A worker whose table reaches its share of the memory limit sorts it by bytes, writes it to a
 * file of the spill folder and goes on with an empty table; at the end the files are merged. That
 * loses nothing. Only a limit on the words kept can lose words: then the rarest are left out, all
 * of one weight together, and {@link WordCounts#dropped} says how many and how much any pair's
 * count may be too low by.
 *
 * <p>Example: with weights {@code {1, 3}} a word seen twice in domain 0 and once in domain 1 has
 * the count 5.
 */
public final class WordCounter implements Closeable {
  /** The least memory a worker needs to be of use. */
  private static final long LEAST_TABLE = 1L << 20;

  private final Splitter splitter;
  private final Limits limits;
  private final List<Worker> workers = new ArrayList<>();
  private final List<SpilledWords> runs = new ArrayList<>();
  private boolean finished;

  /**
   * @param tableBytes memory of all tables together, 1 MiB or more for each worker
   * @param keptMemory how much memory training on the words kept may take, see {@link
   *     WordCounts#memory}
   * @param workers how many workers share the memory
   * @param folder an existing folder for files that are deleted again
   */
  public record Limits(long tableBytes, long keptMemory, int workers, Path folder) {
    public Limits {
      if (workers < 1) {
        throw new IllegalArgumentException("workers: " + workers + "; give 1 or more");
      }
      if (tableBytes / workers < LEAST_TABLE) {
        throw new IllegalArgumentException(
            "memory of "
                + tableBytes
                + " bytes for "
                + workers
                + " word counters; give each at least 1 MiB");
      }
      if (keptMemory < 1) {
        throw new IllegalArgumentException(
            "memory for words kept: " + keptMemory + " bytes; give 1 or more");
      }
    }
  }

  /** Finds the words of a text. */
  @FunctionalInterface
  public interface Splitter {
    void split(byte[] utf8, int from, int to, PreTokenizer.PieceSink sink);
  }

  /** With a {@link PreTokenizer}'s {@code split}, or any rule that finds words. */
  public WordCounter(Splitter splitter, Limits limits) {
    this.splitter = splitter;
    this.limits = limits;
  }

  /** A counter for the use of one thread at a time. */
  public synchronized Worker worker() {
    if (workers.size() == limits.workers()) {
      throw new IllegalStateException(
          "the memory limit was set for " + limits.workers() + " workers; one more was asked for");
    }
    Worker worker = new Worker();
    workers.add(worker);
    return worker;
  }

  /** One thread's part of the counting. */
  public final class Worker implements PreTokenizer.PieceSink {
    private final long limit = limits.tableBytes() / limits.workers();
    private final WordTable table = new WordTable();
    private byte[] text = new byte[0];
    private long weight;

    /** Counts every word of {@code utf8[from..to)} with this weight, which is not negative. */
    public void add(byte[] utf8, int from, int to, long documentWeight) {
      if (documentWeight < 0) {
        throw new IllegalArgumentException(
            "document weight " + documentWeight + " is negative; weights are 0 or more");
      }
      if (documentWeight == 0) {
        return;
      }
      text = utf8;
      weight = documentWeight;
      splitter.split(utf8, from, to, this);
      text = new byte[0];
      // A table doubles: the limit is on what it has after the next doubling.
      if (table.memory() > limit / 2 && table.size() > 0) {
        spill();
      }
    }

    @Override
    public void piece(int from, int to) {
      table.add(text, from, to, weight);
    }

    private void spill() {
      try {
        SpilledWords run = SpilledWords.write(table, limits.folder());
        synchronized (WordCounter.this) {
          runs.add(run);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot write word counts to " + limits.folder() + ": " + e.getMessage(), e);
      }
      table.reset();
    }
  }

  /**
   * What all workers counted; they must have stopped.
   *
   * @param unit what one plain occurrence weighs, see {@link WordCounts#unit}
   */
  public synchronized WordCounts finish(long unit) throws IOException {
    if (finished) {
      throw new IllegalStateException("these counts were already taken");
    }
    finished = true;
    WordTable all = null;
    if (runs.isEmpty()) {
      for (Worker worker : workers) {
        if (all == null || worker.table.size() > all.size()) {
          all = worker.table;
        }
      }
      for (Worker worker : workers) {
        if (worker.table != all) {
          all.addAll(worker.table);
        }
      }
      all = all == null ? new WordTable() : all;
      workers.clear();
      return WordCounts.memory(all.size(), all.wordBytes()) <= limits.keptMemory()
          ? WordCounts.of(all, unit)
          : KeptWords.select(new KeptWords.OfTable(all), limits.keptMemory(), unit);
    }
    for (Worker worker : workers) {
      if (worker.table.size() > 0) {
        worker.spill();
      }
    }
    workers.clear();
    return KeptWords.select(sink -> SpilledWords.merge(runs, sink), limits.keptMemory(), unit);
  }

  /** Deletes the files that were written on the way. */
  @Override
  public synchronized void close() throws IOException {
    for (SpilledWords run : runs) {
      run.delete();
    }
    runs.clear();
  }
}
