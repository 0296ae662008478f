package io.steelyard.select.pool;

import io.steelyard.core.artifact.Document;
import java.io.Closeable;
import java.io.IOException;

/** Scores the documents of one shard; may hold buffers. */
@FunctionalInterface
public interface Scorer extends Closeable {
  /**
   * Fills {@code scores}, as many as the pass has columns; they must not be NaN for a document that
   * stays in the pool.
   *
   * @return {@link State#POOL}, or why the document cannot be selected
   */
  State score(Document document, double[] scores) throws IOException;

  @Override
  default void close() throws IOException {}
}
