package io.steelyard.corpus.read;

/** What a reader yields for each record of a file: the record, or why there is none. */
public sealed interface Item permits Accepted, Rejected {
  /** Where it stands. */
  Position at();
}
