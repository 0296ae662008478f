package io.steelyard.corpus.clean;

/** The splitters that ship; each call makes a fresh one, for one thread. */
public enum SplitterKind {
  /**
   * {@link UnicodeSplitter}: punctuation is a word of its own, dictionaries where no spaces are.
   */
  UNICODE,
  /** {@link WhitespaceSplitter}: as Dolma and C4 count words. */
  WHITESPACE;

  public WordSplitter create() {
    return this == UNICODE ? new UnicodeSplitter() : new WhitespaceSplitter();
  }
}
