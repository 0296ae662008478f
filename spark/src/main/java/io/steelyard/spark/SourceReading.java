package io.steelyard.spark;

import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Source;
import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * One partition of a source inside a task: closed when the task ends, given up when it is killed.
 */
final class SourceReading<T> implements Iterator<T> {
  private final CloseableIterator<T> records;
  private final TaskContext task = TaskContext.get();

  private SourceReading(CloseableIterator<T> records) {
    this.records = records;
    task.addTaskCompletionListener(
        done -> {
          try {
            records.close();
          } catch (IOException e) {
            throw new TaskFailure.Checked(e);
          }
        });
  }

  static <T> Iterator<T> open(Source<T> source, int partition) {
    return TaskGuard.run(
        () -> source.name(partition), () -> new SourceReading<>(source.open(partition)));
  }

  @Override
  public boolean hasNext() {
    if (task.isInterrupted()) {
      throw new TaskKilledException("cancelled");
    }
    return records.hasNext();
  }

  @Override
  public T next() {
    return records.next();
  }
}
