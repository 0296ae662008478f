package io.steelyard.mix;

/**
 * Walks a sequence of draws without making an object per draw: {@code while (cursor.next()) use
 * (cursor.domain(), cursor.document());}.
 */
public interface DrawCursor {
  /** Moves to the next draw; false at the end of the sequence, for good. */
  boolean next();

  /** The number of the current draw in the global sequence, from 0. */
  long index();

  /** The current draw's domain, as its place in the settings' list. */
  int domain();

  /** The pass over the domain that the current draw belongs to, from 0. */
  long epoch();

  /** The current draw's position in that pass, from 0. */
  long position();

  /** The current draw's document: its number within the domain. */
  long document();
}
