package io.steelyard.select.samanantar;

/** Which candidates are taken. */
public enum Retrieval {
  /** The best target of each source. */
  FORWARD,
  /** The best source of each target. */
  BACKWARD,
  /** Pairs that are the best of both. */
  INTERSECT,
  /** Both directions together, sorted by score, each sentence used once. */
  MAX
}
