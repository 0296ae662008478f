package io.steelyard.core.flow;

import java.io.Closeable;
import java.util.function.Consumer;

/**
 * Runs flows. Every engine gives the same records in the same partitions and order, for any number
 * of threads or machines; see {@link Plan}.
 */
public interface Engine extends Closeable {
  default <T> Flow<T> read(Source<T> source) {
    return new Flow<>(this, new Plan.Read<>(source));
  }

  /**
   * Runs {@code task} on every partition and hands the results to the caller's thread in partition
   * order.
   *
   * @throws FlowException if anything in the flow throws; other partitions are cancelled first
   * @throws FlowInterruptedException if the calling thread is interrupted
   */
  <T, R> void run(String name, Plan<T> plan, Fn.Task<T, R> task, Consumer<R> inOrder);

  /** All records, partition after partition, to be read on the calling thread and closed. */
  <T> CloseableIterator<T> iterate(Plan<T> plan);

  /** A value that every partition may read, shipped once per machine. */
  <V> Broadcast<V> broadcast(V value);

  /** Gives back whatever the engine holds, checkpoints included. */
  @Override
  void close();
}
