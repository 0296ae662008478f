package io.steelyard.core.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Runs the partitions of one stage on a few threads. Partitions start in order and their results
 * are handed over in order; the first failure stops the others, and nothing is left running on
 * return.
 */
final class LocalWorkers {
  /** The work of one partition. */
  @FunctionalInterface
  interface Work<R> {
    R run(int partition) throws Exception;
  }

  private static final class Stage<R> {
    private final Object[] results;
    private final boolean[] done;
    private int next;
    private Throwable failure;
    private int failed;

    Stage(int count) {
      results = new Object[count];
      done = new boolean[count];
    }

    synchronized int take() {
      return failure != null || next == done.length ? -1 : next++;
    }

    synchronized void finish(int partition, R result) {
      results[partition] = result;
      done[partition] = true;
      notifyAll();
    }

    synchronized void fail(int partition, Throwable cause) {
      if (failure == null) {
        failure = cause;
        failed = partition;
      }
      notifyAll();
    }

    @SuppressWarnings("unchecked")
    synchronized R await(int partition) throws InterruptedException {
      while (!done[partition] && failure == null) {
        wait();
      }
      R result = (R) results[partition];
      results[partition] = null;
      return result;
    }

    synchronized boolean failing() {
      return failure != null;
    }
  }

  private LocalWorkers() {}

  /** Ends a partition's work where its thread was told to stop. */
  static void checkInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw new FlowInterruptedException("the work");
    }
  }

  static <R> void run(
      String name,
      int threads,
      int count,
      IntFunction<String> partitionName,
      Work<R> work,
      Consumer<R> inOrder) {
    Stage<R> stage = new Stage<>(count);
    List<Thread> workers = new ArrayList<>();
    for (int t = 0; t < Math.min(threads, count); t++) {
      Thread worker = new Thread(() -> work(stage, work), "flow-" + (t + 1));
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    boolean interrupted = false;
    try {
      for (int p = 0; p < count && !stage.failing(); p++) {
        R result = stage.await(p);
        if (!stage.failing()) {
          inOrder.accept(result);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      interrupted |= stop(workers, stage);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new FlowInterruptedException(name);
    }
    if (stage.failing()) {
      throw FlowException.at(name + " of " + partitionName.apply(stage.failed), stage.failure);
    }
  }

  private static <R> void work(Stage<R> stage, Work<R> work) {
    for (int p = stage.take(); p >= 0; p = stage.take()) {
      try {
        checkInterrupt();
        stage.finish(p, work.run(p));
      } catch (Throwable e) {
        stage.fail(p, e);
      }
    }
  }

  /** Waits for the workers, telling them to stop unless all is done. */
  private static <R> boolean stop(List<Thread> workers, Stage<R> stage) {
    boolean interrupted = false;
    synchronized (stage) {
      if (stage.failure == null) {
        for (boolean done : stage.done) {
          if (!done) {
            stage.fail(0, new FlowInterruptedException("the stage"));
            break;
          }
        }
      }
    }
    if (stage.failing()) {
      workers.forEach(Thread::interrupt);
    }
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
          workers.forEach(Thread::interrupt);
        }
      }
    }
    return interrupted;
  }
}
