package io.steelyard.decode.chain;

/** The kinds of stages, for an order that is data. */
public enum Stage {
  /** Biases and forbidden tokens. */
  BIAS,
  /** No end before so many tokens. */
  MIN_NEW_TOKENS,
  NO_REPEAT_NGRAM,
  /** The multiplicative penalty. */
  REPETITION,
  /** Presence and frequency. */
  COUNTS,
  DRY,
  TEMPERATURE,
  TOP_N_SIGMA,
  TOP_K,
  TYPICAL,
  TOP_P,
  MIN_P,
  EPSILON,
  ETA,
  XTC
}
