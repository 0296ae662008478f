package io.steelyard.vocab.tokens;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts documents into sequences of exactly L tokens, each domain by itself: documents of a domain
 * follow one another, a sequence ends wherever L tokens are full, and what remains of a document
 * begins the next. No sequence mixes domains, so a loss per sequence is a loss per domain.
 *
 * <p>Example, L = 4: documents of 3, 6 and 2 tokens give {@code [d0 0-3, d1 0-1]}, {@code [d1 1-5]}
 * and leave {@code d1 5-6, d2 0-2} (three tokens) waiting.
 *
 * <p>Every token accepted is in exactly one span of a sequence or still waiting: {@link #waiting}.
 */
public final class Packing {
  /** A run of tokens of one document. */
  public record Span(int domain, int epoch, long document, int offset, int length) {}

  /** Receives full sequences in the order in which they became full. */
  @FunctionalInterface
  public interface Sink {
    /** The spans are {@code spans[0..n)}; the array is reused. */
    void sequence(int domain, Span[] spans, int n) throws IOException;
  }

  private final int sequenceLength;
  private final Span[][] open;
  private final int[] count;
  private final int[] filled;

  public Packing(int domains, int sequenceLength) {
    if (sequenceLength < 1) {
      throw new IllegalArgumentException(
          "sequence length " + sequenceLength + "; give 1 or more tokens");
    }
    this.sequenceLength = sequenceLength;
    this.open = new Span[domains][8];
    this.count = new int[domains];
    this.filled = new int[domains];
  }

  /** Takes one document of {@code length} tokens; passes on every sequence that it completes. */
  public void add(int domain, int epoch, long document, int length, Sink sink) throws IOException {
    int offset = 0;
    while (offset < length) {
      int n = Math.min(length - offset, sequenceLength - filled[domain]);
      if (count[domain] == open[domain].length) {
        open[domain] = Arrays.copyOf(open[domain], 2 * count[domain]);
      }
      open[domain][count[domain]++] = new Span(domain, epoch, document, offset, n);
      filled[domain] += n;
      offset += n;
      if (filled[domain] == sequenceLength) {
        sink.sequence(domain, open[domain], count[domain]);
        count[domain] = 0;
        filled[domain] = 0;
      }
    }
  }

  /** Tokens of a domain that are in no full sequence yet. */
  public int waiting(int domain) {
    return filled[domain];
  }

  /** The spans that wait, for a checkpoint; {@link #restore} takes them back. */
  public Span[] open(int domain) {
    return Arrays.copyOf(open[domain], count[domain]);
  }

  /** Begins a domain with the spans that waited. */
  public void restore(int domain, Span[] spans) {
    int tokens = 0;
    for (Span span : spans) {
      tokens += span.length();
    }
    if (tokens >= sequenceLength) {
      throw new IllegalArgumentException(
          "the checkpoint has "
              + tokens
              + " tokens waiting in domain "
              + domain
              + ", a full sequence of "
              + sequenceLength
              + " or more; was it made with another sequence length?");
    }
    open[domain] = Arrays.copyOf(spans, Math.max(8, spans.length));
    count[domain] = spans.length;
    filled[domain] = tokens;
  }
}
