package io.steelyard.core.flow;

/**
 * What an engine tells while it works, for a display. Calls come from any thread, in batches, and
 * must return quickly.
 */
public interface Progress {
  Progress NONE = new Progress() {};

  /** A stage over so many partitions begins. */
  default void stage(String name, int partitions) {}

  /** One more partition of the current stage is done. */
  default void partition() {}

  /** So many more records were read from sources. */
  default void records(long more) {}

  /** So many more bytes were written to scratch files. */
  default void spilled(long more) {}
}
