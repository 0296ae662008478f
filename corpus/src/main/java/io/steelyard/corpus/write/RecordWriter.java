package io.steelyard.corpus.write;

import io.steelyard.core.artifact.Document;
import java.io.IOException;

/**
 * Writes documents to one file that appears whole or not at all: they go to a temporary name beside
 * it; {@link #finish()} flushes them to disk and renames; {@link #close()} without it removes them.
 *
 * <pre>{@code
 * try (RecordWriter writer = Writers.open(path)) {
 *   writer.write(document);
 *   writer.finish();
 * }
 * }</pre>
 */
public interface RecordWriter extends AutoCloseable {
  void write(Document document) throws IOException;

  /** Makes the file appear. */
  void finish() throws IOException;

  @Override
  void close() throws IOException;
}
