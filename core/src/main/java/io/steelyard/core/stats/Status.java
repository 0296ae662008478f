package io.steelyard.core.stats;

/** Whether a number means anything; a NaN never travels without one of the last three. */
public enum Status {
  /** The value stands. */
  OK,
  /** No value exists for this input, for example a share of nothing. */
  UNDEFINED,
  /** Too few observations to say. */
  INSUFFICIENT,
  /** The observations do not vary, so that the question is empty. */
  DEGENERATE
}
