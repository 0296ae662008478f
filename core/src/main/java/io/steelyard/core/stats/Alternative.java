package io.steelyard.core.stats;

/** The alternative hypothesis of a test. */
public enum Alternative {
  TWO_SIDED,
  GREATER,
  LESS
}
