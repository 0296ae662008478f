package io.steelyard.spark;

import io.steelyard.core.RequestException;
import io.steelyard.core.flow.Codec;
import io.steelyard.core.flow.Fn;
import io.steelyard.core.flow.KeyWriter;
import io.steelyard.core.flow.Plan;
import io.steelyard.core.flow.SortKey;
import io.steelyard.core.flow.Source;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/** The plan of one run as collections of Spark; a node that occurs twice is one collection. */
final class SparkStages implements AutoCloseable {
  private final SparkEngine engine;
  private final Map<Plan<?>, JavaRDD<?>> prepared = new IdentityHashMap<>();

  /** Sorted records, kept on the executors' disks until the run is over. */
  private final List<JavaPairRDD<byte[], Byte>> kept = new ArrayList<>();

  SparkStages(SparkEngine engine) {
    this.engine = engine;
  }

  @Override
  public void close() {
    kept.forEach(sorted -> sorted.unpersist(false));
  }

  /** What comes back from a partition: a result, or why the request was wrong. */
  private record Outcome(Object result, String wrong) implements Serializable {}

  @SuppressWarnings("unchecked")
  <T, R> void run(String name, Plan<T> plan, Fn.Task<T, R> task, Consumer<R> inOrder) {
    try {
      JavaRDD<T> records = rdd(plan);
      Shipped<Fn.Task<T, R>> shipped = ship(task);
      Shipped<Plan<T>> whole = ship(plan);
      int partitions = engine.partitions;
      JavaRDD<byte[]> results =
          records.mapPartitionsWithIndex(
              (i, input) -> {
                byte[] result =
                    TaskGuard.run(
                        () -> PartitionNames.of(whole.get(), i, partitions),
                        () -> {
                          try {
                            return Packing.pack(new Outcome(shipped.get().apply(i, input), null));
                          } catch (RequestException e) {
                            // Trying again would not help.
                            return Packing.pack(new Outcome(null, e.getMessage()));
                          }
                        });
                return List.of(result).iterator();
              },
              false);
      engine.progress.stage(name, results.getNumPartitions());
      new Collecting(engine, name)
          .run(
              results,
              bytes -> {
                Outcome outcome = (Outcome) Packing.unpack(bytes);
                if (outcome.wrong != null) {
                  throw new RequestException(outcome.wrong);
                }
                engine.progress.partition();
                inOrder.accept((R) outcome.result);
              });
    } catch (RuntimeException e) {
      throw Failures.isOfSpark(e) ? Failures.of(name, e) : e;
    } catch (Exception e) {
      // Spark throws checked exceptions that Java is not told of.
      throw Failures.of(name, e);
    }
  }

  private <V> Shipped<V> ship(V value) {
    return Shipped.of(engine.spark, value);
  }

  @SuppressWarnings("unchecked")
  <T> JavaRDD<T> rdd(Plan<T> plan) {
    JavaRDD<?> rdd = prepared.get(plan);
    if (rdd == null) {
      rdd = build(plan);
      prepared.put(plan, rdd);
    }
    return (JavaRDD<T>) rdd;
  }

  private JavaRDD<?> build(Plan<?> plan) {
    if (plan instanceof Plan.Read<?> read) {
      return read(read.source());
    } else if (plan instanceof Plan.Pipe<?, ?> pipe) {
      return pipe(pipe);
    } else if (plan instanceof Plan.Union<?> union) {
      return union(union);
    } else if (plan instanceof Plan.Exchange<?> exchange) {
      return exchange(exchange);
    } else if (plan instanceof Plan.Sort<?> sort) {
      return sort(sort);
    } else if (plan instanceof Plan.Index<?> index) {
      return index(index);
    } else if (plan instanceof Plan.Checkpoint<?> checkpoint) {
      return checkpoint(checkpoint);
    }
    throw new AssertionError("unknown plan " + plan.getClass());
  }

  private <T> JavaRDD<T> read(Source<T> source) {
    int partitions = source.partitions();
    if (partitions == 0) {
      return engine.spark.emptyRDD();
    }
    Shipped<Source<T>> shipped = ship(source);
    return engine
        .spark
        .parallelize(IntStream.range(0, partitions).boxed().toList(), partitions)
        .mapPartitionsWithIndex((i, none) -> SourceReading.open(shipped.get(), i), false);
  }

  private <A, T> JavaRDD<T> pipe(Plan.Pipe<A, T> pipe) {
    Shipped<Fn.Pipe<A, T>> function = ship(pipe.function());
    return rdd(pipe.input())
        .mapPartitionsWithIndex((i, records) -> function.get().apply(records), false);
  }

  private <T> JavaRDD<T> union(Plan.Union<T> union) {
    JavaRDD<T> all = null;
    for (Plan<T> input : union.inputs()) {
      JavaRDD<T> rdd = rdd(input);
      all = all == null ? rdd : all.union(rdd);
    }
    return all == null ? engine.spark.emptyRDD() : all;
  }

  private <T> JavaPairRDD<byte[], Byte> entries(Plan<T> input, SortKey<T> key, Codec<T> codec) {
    Shipped<SortKey<T>> keys = ship(key);
    Shipped<Codec<T>> codecs = ship(codec);
    Shipped<Plan<T>> whole = ship(input);
    int partitions = engine.partitions;
    return rdd(input)
        .mapPartitionsToPair(
            records ->
                TaskGuard.iterator(
                    () -> PartitionNames.of(whole.get(), TaskContext.getPartitionId(), partitions),
                    Entries.encode(records, keys.get(), codecs.get())));
  }

  private <T> JavaRDD<Plan.Keyed<T>> exchange(Plan.Exchange<T> plan) {
    Shipped<Codec<T>> codecs = ship(plan.codec());
    boolean unique = plan.unique();
    return entries(plan.input(), plan.key(), plan.codec())
        .repartitionAndSortWithinPartitions(
            new Entries.ByKey(engine.partitions), new Entries.Order())
        .mapPartitions(sorted -> Entries.decode(sorted, codecs.get(), unique));
  }

  /**
   * Ranges of the whole order are sorted beside each other, whatever their keys: equal keys are
   * told apart by their records, so that a frequent one is spread too. Then they are read as one.
   */
  private <T> JavaRDD<T> sort(Plan.Sort<T> plan) {
    Shipped<Codec<T>> codecs = ship(plan.codec());
    JavaPairRDD<byte[], Byte> sorted =
        entries(plan.input(), plan.key(), plan.codec())
            .sortByKey(new Entries.Order(), true, engine.partitions)
            .persist(StorageLevel.DISK_ONLY());
    kept.add(sorted);
    sorted.count();
    return sorted
        .coalesce(1, false)
        .mapPartitions(
            entries -> mapped(Entries.decode(entries, codecs.get(), false), Plan.Keyed::record));
  }

  /** A step of a lazy iterator; static, since what a task holds must not hold the driver. */
  private static <A, T> Iterator<T> mapped(Iterator<A> records, Function<A, T> mapping) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public T next() {
        return mapping.apply(records.next());
      }
    };
  }

  private <T> JavaRDD<Plan.Indexed<T>> index(Plan.Index<T> plan) {
    JavaRDD<T> input = rdd(plan.input());
    long[] firsts = new long[input.getNumPartitions() + 1];
    if (input.getNumPartitions() > 1) {
      int[] next = {1};
      this.<T, Long>run(
          "withIndex",
          plan.input(),
          (partition, records) -> {
            long n = 0;
            for (; records.hasNext(); records.next()) {
              n++;
            }
            return n;
          },
          n -> {
            firsts[next[0]] = Math.addExact(firsts[next[0] - 1], n);
            next[0]++;
          });
    }
    return input.mapPartitionsWithIndex((i, records) -> numbered(records, firsts[i]), false);
  }

  private static <T> Iterator<Plan.Indexed<T>> numbered(Iterator<T> records, long first) {
    long[] next = {first};
    return mapped(records, record -> new Plan.Indexed<>(next[0]++, record));
  }

  private <T> JavaRDD<T> checkpoint(Plan.Checkpoint<T> plan) {
    Shipped<Codec<T>> codecs = ship(plan.codec());
    JavaRDD<byte[]> encoded = engine.checkpoints.get(plan);
    if (encoded == null) {
      encoded =
          rdd(plan.input())
              .mapPartitions(
                  (Iterator<T> records) -> {
                    Codec<T> codec = codecs.get();
                    KeyWriter writer = new KeyWriter();
                    return mapped(records, record -> Entries.bytes(record, codec, writer));
                  })
              .persist(StorageLevel.DISK_ONLY());
      // Computed while what it is made of is still kept.
      encoded.count();
      engine.checkpoints.put(plan, encoded);
    }
    return encoded.map(bytes -> Entries.record(bytes, codecs.get()));
  }
}
