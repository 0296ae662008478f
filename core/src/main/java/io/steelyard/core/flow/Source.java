package io.steelyard.core.flow;

import java.io.Serializable;
import java.util.List;

/**
 * Where records come from: a fixed number of partitions, each of which can be opened again and then
 * gives the same records in the same order. The number must come from the data or the settings (one
 * per file, say), never from the machine.
 */
public interface Source<T> extends Serializable {
  int partitions();

  CloseableIterator<T> open(int partition) throws Exception;

  /** What to call a partition in an error message, for example the path of its file. */
  default String name(int partition) {
    return "partition " + (partition + 1) + " of " + partitions();
  }

  /** Records in memory, in as many partitions as there are lists. For small things and tests. */
  static <T> Source<T> of(List<? extends List<T>> partitions) {
    return new Source<>() {
      @Override
      public int partitions() {
        return partitions.size();
      }

      @Override
      public CloseableIterator<T> open(int partition) {
        return CloseableIterator.of(partitions.get(partition).iterator());
      }
    };
  }

  /** The numbers 0 to n - 1, one a partition: for pieces of work that are no records. */
  static Source<Integer> numbers(int n) {
    return new Numbers(n);
  }

  /** See {@link #numbers}. */
  record Numbers(int partitions) implements Source<Integer> {
    @Override
    public CloseableIterator<Integer> open(int partition) {
      return CloseableIterator.of(List.of(partition).iterator());
    }
  }
}
