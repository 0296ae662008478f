package io.steelyard.core.flow;

import it.unimi.dsi.fastutil.objects.ObjectHeapPriorityQueue;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Walks one partition of many sorted runs in one order. */
final class RunMerge implements Closeable {
  /** Runs merged at once; more are first merged into fewer, so that open files stay bounded. */
  static final int FAN_IN = 64;

  private final List<RunReader> readers = new ArrayList<>();
  private final ObjectHeapPriorityQueue<RunReader> queue =
      new ObjectHeapPriorityQueue<>(RunReader::compare);
  private boolean started;

  RunMerge(List<RunWriter.Run> runs, int partition, long memory) throws IOException {
    int each = (int) Math.max(1 << 10, Math.min(1 << 16, memory / Math.max(1, runs.size())));
    try {
      for (RunWriter.Run run : runs) {
        if (run.starts()[partition] == run.starts()[partition + 1]) {
          continue;
        }
        RunReader reader = new RunReader(run, partition, each);
        readers.add(reader);
        if (reader.next()) {
          queue.enqueue(reader);
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The reader that stands at the next record in order; null at the end. */
  RunReader next() throws IOException {
    if (started && !queue.isEmpty()) {
      if (queue.first().next()) {
        queue.changed();
      } else {
        queue.dequeue().close();
      }
    }
    started = true;
    return queue.isEmpty() ? null : queue.first();
  }

  @Override
  public void close() throws IOException {
    for (RunReader reader : readers) {
      reader.close();
    }
  }

  /** Merges runs until at most {@link #FAN_IN} are left. */
  static List<RunWriter.Run> reduce(
      List<RunWriter.Run> runs, Scratch scratch, int partitions, boolean unique, long memory)
      throws IOException {
    List<RunWriter.Run> left = new ArrayList<>(runs);
    while (left.size() > FAN_IN) {
      List<RunWriter.Run> batch = left.subList(0, FAN_IN);
      RunWriter.Run merged;
      try (RunWriter out = new RunWriter(scratch, partitions, unique)) {
        for (int p = 0; p < partitions; p++) {
          try (RunMerge merge = new RunMerge(batch, p, memory)) {
            for (RunReader at = merge.next(); at != null; at = merge.next()) {
              LocalWorkers.checkInterrupt();
              out.write(p, at);
            }
          }
        }
        merged = out.finish();
      }
      for (RunWriter.Run run : batch) {
        Scratch.delete(run.file());
      }
      batch.clear();
      left.add(merged);
    }
    return left;
  }
}
