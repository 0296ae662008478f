package io.steelyard.vocab;

/**
 * What turns one piece of text into tokens: byte pairs, word pieces, a unigram model. Immutable and
 * shared by threads; the memory that encoding needs is in a {@link Worker}, one per thread.
 *
 * <p>Example: a byte-pair model with {@code a, b, ab} turns the piece {@code aab} into {@code a,
 * ab}.
 */
public interface TokenModel {
  /** Number of ids, gaps included. */
  int size();

  /** The bytes of a token as they appear in text; empty for a gap. */
  byte[] token(int id);

  /** The id of a token given by its bytes, or -1. */
  int idOf(byte[] token);

  /** A new worker for one thread. */
  Worker worker();

  /** Encodes pieces; not safe for use by several threads at once. */
  interface Worker {
    /** Adds the tokens of the piece {@code utf8[from..to)} to {@code out}. */
    void encode(byte[] utf8, int from, int to, TokenBuffer out);
  }
}
