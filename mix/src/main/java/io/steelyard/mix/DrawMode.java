package io.steelyard.mix;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the sampler turns proportions into a sequence of domains. */
public enum DrawMode {
  /**
   * Always the domain that is furthest behind its share. With constant proportions every prefix is
   * within one document of what was asked; the default.
   */
  EXACT,
  /**
   * The domain with the earliest deadline, which uses that the schedule is known ahead: every
   * prefix stays within {@code 1 - 1/(2K-2)} documents through changes of the proportions. Counts
   * documents only.
   */
  EXACT_TIGHT,
  /** Independent draws: the domain of draw t is a pure function of (seed, t). */
  IID,
  /** Every batch has the same composition (rounded, the rest carried over), in mixed order. */
  STRATIFIED_BATCH,
  /** Every batch comes from one domain; whole batches take turns. */
  PER_STREAM_BATCH;

  /** The word used in recipes and files, such as {@code exact-tight}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the mode needs a batch size. */
  public boolean isBatched() {
    return this == STRATIFIED_BATCH || this == PER_STREAM_BATCH;
  }

  public static DrawMode of(String word) {
    for (DrawMode mode : values()) {
      if (mode.word().equals(word)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "unknown draw mode '"
            + word
            + "'; expected "
            + Arrays.stream(values()).map(DrawMode::word).collect(Collectors.joining(", ")));
  }
}
