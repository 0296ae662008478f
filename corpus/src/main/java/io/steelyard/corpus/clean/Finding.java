package io.steelyard.corpus.clean;

/**
 * One rule that fired, with the value that made it fire.
 *
 * @param ruleId reason code, for example {@code gopher_short_doc}
 * @param metric id of the value that was compared, for example {@code words}
 * @param value the value measured
 * @param threshold the threshold it broke
 * @param action what follows
 * @param start first code point concerned, in the text before the edit
 * @param end code point after the last one concerned
 */
public record Finding(
    String ruleId,
    String metric,
    double value,
    double threshold,
    Action action,
    int start,
    int end) {
  /** What a finding does to the document. */
  public enum Action {
    /** The document is left out. */
    DROP,
    /** Part of the text is taken out. */
    EDIT,
    /** Noted only. */
    TAG
  }
}
