package io.steelyard.core.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Runs flows on the threads of this machine. What must be brought together is sorted in memory up
 * to a budget and spilled to scratch files beyond it; results do not depend on threads or budget.
 *
 * <p>Example: {@code try (Engine engine = new LocalEngine(LocalEngine.Settings.of(scratch))) { … }}
 * Scratch files are gone when a flow ends, however it ends; checkpoints when the engine closes.
 */
public final class LocalEngine implements Engine {
  /**
   * @param threads partitions worked on at the same time
   * @param partitions how many partitions grouped records fall into; may enter a floating result,
   *     so it is a setting and not derived from threads
   * @param memoryBytes budget of all sorting and merging buffers together, at least 256 KiB; user
   *     functions and a record larger than its share come on top
   * @param scratch folder for temporary files, made on demand
   */
  public record Settings(int threads, int partitions, long memoryBytes, Path scratch) {
    public static final int DEFAULT_PARTITIONS = 32;
    public static final long DEFAULT_MEMORY = 256L << 20;

    private static final long LEAST_MEMORY = 256L << 10;

    public Settings {
      if (threads < 1 || threads > 1024) {
        throw new IllegalArgumentException(threads + " threads: expected 1 to 1024");
      }
      if (partitions < 1 || partitions > 65_536) {
        throw new IllegalArgumentException(partitions + " partitions: expected 1 to 65536");
      }
      if (memoryBytes < LEAST_MEMORY) {
        throw new IllegalArgumentException(
            memoryBytes + " bytes of sorting memory: expected at least " + LEAST_MEMORY);
      }
      Objects.requireNonNull(scratch, "scratch");
    }

    /** All processors, 32 partitions, 256 MiB. */
    public static Settings of(Path scratch) {
      return new Settings(
          Runtime.getRuntime().availableProcessors(), DEFAULT_PARTITIONS, DEFAULT_MEMORY, scratch);
    }
  }

  final Settings settings;
  final Scratch.Disk disk;
  final Progress progress;

  /** Checkpoints that were computed, by the plan node they belong to. */
  final Map<Plan<?>, LocalParts<?>> checkpoints = new IdentityHashMap<>();

  final Scratch kept;
  private boolean closed;

  public LocalEngine(Settings settings) {
    this(settings, Progress.NONE);
  }

  public LocalEngine(Settings settings, Progress progress) {
    this(settings, progress, Files::newOutputStream);
  }

  LocalEngine(Settings settings, Progress progress, Scratch.Disk disk) {
    this.settings = settings;
    this.progress = progress;
    this.disk = disk;
    this.kept = new Scratch(settings.scratch(), disk, progress);
  }

  @Override
  public <T, R> void run(String name, Plan<T> plan, Fn.Task<T, R> task, Consumer<R> inOrder) {
    requireOpen();
    try (LocalStages stages = new LocalStages(this)) {
      LocalParts<T> parts = stages.prepare(plan);
      stages.run(name, parts, task, inOrder);
    }
  }

  @Override
  public <T> CloseableIterator<T> iterate(Plan<T> plan) {
    requireOpen();
    LocalStages stages = new LocalStages(this);
    try {
      return new LocalIteration<>(stages, stages.prepare(plan));
    } catch (Throwable e) {
      stages.close();
      throw e;
    }
  }

  @Override
  public <V> Broadcast<V> broadcast(V value) {
    return () -> value;
  }

  @Override
  public void close() {
    closed = true;
    checkpoints.clear();
    kept.close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed: run flows before closing it");
    }
  }

  /** Partition after partition on the calling thread. */
  private static final class LocalIteration<T> extends Iterators.Ahead<T>
      implements CloseableIterator<T> {
    private final LocalStages stages;
    private final LocalParts<T> parts;
    private int partition = -1;
    private CloseableIterator<T> current;

    LocalIteration(LocalStages stages, LocalParts<T> parts) {
      this.stages = stages;
      this.parts = parts;
    }

    @Override
    T advance() {
      try {
        while (current == null || !current.hasNext()) {
          if (current != null) {
            current.close();
            current = null;
          }
          if (++partition >= parts.count()) {
            return null;
          }
          current = parts.open(partition);
        }
        return current.next();
      } catch (FlowInterruptedException e) {
        throw e;
      } catch (Exception e) {
        LocalWorkers.checkInterrupt();
        throw FlowException.at("iterate of " + parts.name(partition), e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        if (current != null) {
          current.close();
          current = null;
        }
      } finally {
        partition = parts.count();
        stages.close();
      }
    }
  }
}
