package io.steelyard.decode;

/** Why a text ended. */
public enum FinishReason {
  /** A token that ends texts was drawn. */
  END_TOKEN,
  STOP_STRING,
  REGEX,
  /** The same tokens came again and again. */
  LOOP,
  MAX_NEW_TOKENS,
  MAX_TOTAL_TOKENS,
  /** The clock: such a text is not the same the next time. */
  TIME,
  /** A rule of the caller's own. */
  PREDICATE
}
