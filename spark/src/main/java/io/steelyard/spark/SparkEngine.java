package io.steelyard.spark;

import io.steelyard.core.flow.Broadcast;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.flow.Fn;
import io.steelyard.core.flow.Plan;
import io.steelyard.core.flow.Progress;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs flows on Spark: a plan becomes partitions of Spark, an exchange a shuffle that sorts, and
 * what is brought together is ordered by the same bytes as on one machine, so that records,
 * partitions and order are the same.
 *
 * <p>Nothing that grows with the corpus comes to the driver at once: results of {@link #run} come
 * one partition at a time, records of {@link #iterate} through files. A group of any size streams:
 * Spark sorts it with spill to disk, and it is read once.
 */
final class SparkEngine implements Engine {
  final JavaSparkContext spark;
  final int partitions;
  final Path scratch;
  final Progress progress;

  /** Checkpoints by the plan node they belong to, as encoded records on the executors' disks. */
  final Map<Plan<?>, JavaRDD<byte[]>> checkpoints = new IdentityHashMap<>();

  private boolean closed;

  /**
   * @param partitions how many partitions grouped records fall into
   * @param scratch seen by all machines; for records that the driver reads one by one
   */
  SparkEngine(JavaSparkContext spark, int partitions, Path scratch, Progress progress) {
    this.spark = spark;
    this.partitions = partitions;
    this.scratch = scratch.toAbsolutePath();
    this.progress = progress;
  }

  @Override
  public <T, R> void run(String name, Plan<T> plan, Fn.Task<T, R> task, Consumer<R> inOrder) {
    requireOpen();
    try (SparkStages stages = new SparkStages(this)) {
      stages.run(name, plan, task, inOrder);
    }
  }

  @Override
  public <T> CloseableIterator<T> iterate(Plan<T> plan) {
    requireOpen();
    return RecordFiles.iterate(this, plan);
  }

  @Override
  public <V> Broadcast<V> broadcast(V value) {
    return new SparkBroadcast<>(Shipped.of(spark, value));
  }

  private record SparkBroadcast<V>(Shipped<V> shipped) implements Broadcast<V> {
    @Override
    public V get() {
      return shipped.get();
    }
  }

  @Override
  public void close() {
    closed = true;
    checkpoints.values().forEach(kept -> kept.unpersist(false));
    checkpoints.clear();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed: run flows before closing it");
    }
  }
}
