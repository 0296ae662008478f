package io.steelyard.model;

import io.steelyard.core.RequestException;

/** A text would be longer than the row or the model can hold. */
public final class ContextOverflowException extends RequestException {
  private static final long serialVersionUID = 1L;

  public ContextOverflowException(int row, long wanted, int capacity) {
    super(
        "row "
            + row
            + " would hold "
            + wanted
            + " tokens, and there is room for "
            + capacity
            + "; shorten the text, generate less, or open the session with a larger capacity");
  }
}
