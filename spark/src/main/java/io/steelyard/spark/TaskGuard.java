package io.steelyard.spark;

import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/** Names the partition in what goes wrong in a task, and leaves Spark's own business alone. */
final class TaskGuard {
  private TaskGuard() {}

  /** The work of a task. */
  interface Work<R> {
    R get() throws Exception;
  }

  static <R> R run(Supplier<String> where, Work<R> work) {
    try {
      return work.get();
    } catch (Throwable e) {
      throw failure(where, e);
    }
  }

  static <T> Iterator<T> iterator(Supplier<String> where, Iterator<T> records) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return run(where, records::hasNext);
      }

      @Override
      public T next() {
        return run(where, records::next);
      }
    };
  }

  private static RuntimeException failure(Supplier<String> where, Throwable e) {
    if (e instanceof TaskFailure inner) {
      return inner;
    }
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      return new TaskKilledException("cancelled");
    }
    // What Spark must see as it is: lost shuffle files make it compute them again.
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t.getClass().getName().startsWith("org.apache.spark.")
          && !(t instanceof TaskFailure)
          && e instanceof RuntimeException runtime) {
        return runtime;
      }
    }
    return new TaskFailure(where.get(), e);
  }
}
