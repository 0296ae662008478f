package io.steelyard.core.flow;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/**
 * Where the records of each partition go. A partition may be written more than once, even at the
 * same time, where an engine retries: write under a name of its own and let {@link Writer#commit}
 * move it into place.
 */
public interface Sink<T> extends Serializable {
  Writer<T> open(int partition) throws Exception;

  /** One partition in the writing; closing without commit throws away what was written. */
  interface Writer<T> extends Closeable {
    void write(T record) throws IOException;

    void commit() throws IOException;
  }
}
