package io.steelyard.core.step;

import io.steelyard.core.WorkException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbered tasks on a few threads; the first failure stops the rest and is thrown as it is. */
public final class Workers {
  /** One task. */
  @FunctionalInterface
  public interface Task {
    void run(int i) throws Exception;
  }

  private Workers() {}

  public static void each(int threads, int n, Task task) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, n)));
    AtomicInteger next = new AtomicInteger();
    Throwable[] failure = new Throwable[1];
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int t = 0; t < Math.min(threads, n); t++) {
        running.add(
            pool.submit(
                () -> {
                  for (int i; (i = next.getAndIncrement()) < n; ) {
                    try {
                      task.run(i);
                    } catch (Exception | Error e) {
                      synchronized (failure) {
                        if (failure[0] == null) {
                          failure[0] = e;
                          pool.shutdownNow();
                        }
                      }
                      return;
                    }
                  }
                }));
      }
      for (Future<?> future : running) {
        await(future, failure);
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
      throw new WorkException("interrupted; the same command goes on from here", e);
    } finally {
      pool.shutdownNow();
      settle(pool);
    }
    rethrow(failure[0]);
  }

  private static void await(Future<?> future, Throwable[] failure) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      synchronized (failure) {
        failure[0] = failure[0] == null ? e.getCause() : failure[0];
      }
    } catch (CancellationException e) {
      return;
    }
  }

  /** Waits until no task touches files any more. */
  private static void settle(ExecutorService pool) {
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, java.util.concurrent.TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws a failure as it is, where it may be thrown so; nothing for null. */
  static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof java.io.InterruptedIOException) {
      throw new WorkException("interrupted; the same command goes on from here", failure);
    } else if (failure != null) {
      throw new WorkException(
          failure.getClass().getSimpleName() + ": " + failure.getMessage(), failure);
    }
  }
}
