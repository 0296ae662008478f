package io.steelyard.core.flow;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/** An iterator over something that must be closed, such as a file. */
public interface CloseableIterator<T> extends Iterator<T>, Closeable {
  /** {@code records} with {@code closing} to be closed in the end. */
  static <T> CloseableIterator<T> of(Iterator<T> records, Closeable closing) {
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public T next() {
        return records.next();
      }

      @Override
      public void close() throws IOException {
        closing.close();
      }
    };
  }

  /** {@code records} with nothing to close. */
  static <T> CloseableIterator<T> of(Iterator<T> records) {
    return of(records, () -> {});
  }
}
