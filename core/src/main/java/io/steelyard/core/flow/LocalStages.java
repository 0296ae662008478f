package io.steelyard.core.flow;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * Prepares a plan for one run: every exchange, sort and checkpoint below is worked off, so that
 * what is left can be opened partition by partition. A node that occurs twice is prepared once.
 */
final class LocalStages implements Closeable {
  private final LocalEngine engine;
  private final Scratch scratch;
  private final Map<Plan<?>, LocalParts<?>> prepared = new IdentityHashMap<>();

  LocalStages(LocalEngine engine) {
    this.engine = engine;
    this.scratch = new Scratch(engine.settings.scratch(), engine.disk, engine.progress);
  }

  /** Removes this run's scratch files. */
  @Override
  public void close() {
    scratch.close();
  }

  <T, R> void run(String name, LocalParts<T> parts, Fn.Task<T, R> task, Consumer<R> inOrder) {
    engine.progress.stage(name, parts.count());
    LocalWorkers.<R>run(
        name,
        engine.settings.threads(),
        parts.count(),
        parts::name,
        partition -> {
          R result;
          try (CloseableIterator<T> records = parts.open(partition)) {
            result = task.apply(partition, records);
          }
          engine.progress.partition();
          return result;
        },
        inOrder);
  }

  @SuppressWarnings("unchecked")
  <T> LocalParts<T> prepare(Plan<T> plan) {
    LocalParts<?> parts = prepared.get(plan);
    if (parts == null) {
      try {
        parts = build(plan);
      } catch (IOException e) {
        LocalWorkers.checkInterrupt();
        throw FlowException.at("scratch", e);
      }
      prepared.put(plan, parts);
    }
    return (LocalParts<T>) parts;
  }

  private LocalParts<?> build(Plan<?> plan) throws IOException {
    if (plan instanceof Plan.Read<?> read) {
      return LocalParts.of(read.source(), engine.progress);
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

  private <A, T> LocalParts<T> pipe(Plan.Pipe<A, T> pipe) {
    LocalParts<A> input = prepare(pipe.input());
    return new LocalParts<>(
        input.count(),
        input.names(),
        partition -> {
          CloseableIterator<A> records = input.open(partition);
          try {
            return CloseableIterator.of(pipe.function().apply(records), records);
          } catch (Throwable e) {
            records.close();
            throw e;
          }
        });
  }

  private <T> LocalParts<T> union(Plan.Union<T> union) {
    List<LocalParts<T>> inputs = new ArrayList<>();
    List<Integer> from = new ArrayList<>();
    List<Integer> partition = new ArrayList<>();
    for (Plan<T> plan : union.inputs()) {
      LocalParts<T> input = prepare(plan);
      for (int p = 0; p < input.count(); p++) {
        from.add(inputs.size());
        partition.add(p);
      }
      inputs.add(input);
    }
    return new LocalParts<>(
        from.size(),
        i -> inputs.get(from.get(i)).name(partition.get(i)),
        i -> inputs.get(from.get(i)).open(partition.get(i)));
  }

  private <T> LocalParts<Plan.Keyed<T>> exchange(Plan.Exchange<T> plan) throws IOException {
    int partitions = engine.settings.partitions();
    LocalExchange<T> exchange =
        new LocalExchange<>(plan.key(), plan.codec(), partitions, plan.unique(), share(), scratch);
    List<RunWriter.Run> runs = exchange.sort(plan.name(), prepare(plan.input()), this);
    return new LocalParts<>(
        partitions,
        p -> "group " + (p + 1) + " of " + partitions + " after " + plan.name(),
        p -> exchange.open(runs, p));
  }

  private <T> LocalParts<T> sort(Plan.Sort<T> plan) throws IOException {
    LocalExchange<T> exchange =
        new LocalExchange<>(plan.key(), plan.codec(), 1, false, share(), scratch);
    List<RunWriter.Run> runs = exchange.sort("sortBy", prepare(plan.input()), this);
    return new LocalParts<>(
        1,
        p -> "the sorted records",
        p -> {
          CloseableIterator<Plan.Keyed<T>> sorted = exchange.open(runs, p);
          return CloseableIterator.of(Iterators.map(sorted, Plan.Keyed::record), sorted);
        });
  }

  private <T> LocalParts<Plan.Indexed<T>> index(Plan.Index<T> plan) {
    LocalParts<T> input = prepare(plan.input());
    long[] firsts = new long[input.count() + 1];
    if (input.count() > 1) {
      int[] next = {1};
      this.<T, Long>run(
          "withIndex",
          input,
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
    return new LocalParts<>(
        input.count(),
        input.names(),
        partition -> {
          CloseableIterator<T> records = input.open(partition);
          long[] index = {firsts[partition]};
          return CloseableIterator.of(
              Iterators.map(records, record -> new Plan.Indexed<>(index[0]++, record)), records);
        });
  }

  private LocalParts<?> checkpoint(Plan.Checkpoint<?> plan) {
    LocalParts<?> kept = engine.checkpoints.get(plan);
    if (kept == null) {
      kept = keep(plan);
      engine.checkpoints.put(plan, kept);
    }
    return kept;
  }

  private record Kept(Path file, long records) {}

  private <T> LocalParts<T> keep(Plan.Checkpoint<T> plan) {
    LocalParts<T> input = prepare(plan.input());
    List<Kept> files = new ArrayList<>();
    this.<T, Kept>run(
        "checkpoint",
        input,
        (partition, records) -> {
          Path file = engine.kept.newFile();
          long n = 0;
          try (DataOutputStream out = new DataOutputStream(engine.kept.create(file))) {
            for (; records.hasNext(); n++) {
              plan.codec().write(records.next(), out);
            }
          }
          return new Kept(file, n);
        },
        files::add);
    return new LocalParts<>(
        files.size(),
        input.names(),
        partition -> new Reading<>(files.get(partition), plan.codec()));
  }

  private long share() {
    return engine.settings.memoryBytes() / engine.settings.threads();
  }

  /** The records of one checkpointed partition. */
  private static final class Reading<T> implements CloseableIterator<T> {
    private final DataInputStream data;
    private final Codec<T> codec;
    private long left;

    Reading(Kept kept, Codec<T> codec) throws IOException {
      this.data =
          new DataInputStream(
              new BufferedInputStream(Files.newInputStream(kept.file()), Scratch.BUFFER));
      this.codec = codec;
      this.left = kept.records();
    }

    @Override
    public boolean hasNext() {
      LocalWorkers.checkInterrupt();
      return left > 0;
    }

    @Override
    public T next() {
      if (left == 0) {
        throw new NoSuchElementException();
      }
      left--;
      try {
        return codec.read(data);
      } catch (IOException e) {
        throw Iterators.unchecked(e);
      }
    }

    @Override
    public void close() throws IOException {
      data.close();
    }
  }
}
