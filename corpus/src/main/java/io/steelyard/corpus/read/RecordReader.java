package io.steelyard.corpus.read;

/**
 * Reads one file, record by record. Every byte of the file is part of an accepted record, part of a
 * rejected one, or a separator that the format ignores (line ends, blank lines, a byte-order mark,
 * a CSV header).
 *
 * <pre>{@code
 * try (RecordReader reader = Readers.open(file, settings)) {
 *   for (Item item = reader.next(); item != null; item = reader.next()) {
 *     if (item instanceof Accepted record) { ... } else if (item instanceof Rejected rejected) { ... }
 *   }
 * }
 * }</pre>
 *
 * <p>A reader throws nothing for bad input: a file that cannot be opened, is damaged or disappears
 * yields a {@link Rejected}. It holds at most a few times the longest permitted record.
 */
public interface RecordReader extends AutoCloseable {
  /** The next record or rejection; null at the end. */
  Item next();

  @Override
  void close();
}
