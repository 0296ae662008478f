package io.steelyard.corpus.clean;

/**
 * Cuts a text into words and marks. The splitter is part of a rule's definition (a different one
 * gives other ratios), so its {@link #name} is recorded with every verdict.
 *
 * <p>A span never starts or ends with white space and spans do not overlap. Splitters keep buffers:
 * use one per thread.
 */
public interface WordSplitter {
  /** Receives the spans of one text in order. */
  @FunctionalInterface
  interface Sink {
    /** One word: UTF-16 offsets {@code [start, end)} into the text. */
    void word(int start, int end);
  }

  /** The name that is recorded with every verdict. */
  String name();

  /** Reports each word of {@code text[0, length)} to the sink, in order. */
  void split(char[] text, int length, Sink sink);
}
