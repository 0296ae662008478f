package io.steelyard.corpus.clean;

import java.util.List;

/**
 * What the rules say about one text.
 *
 * @param keep false if a rule dropped it (never in annotate mode)
 * @param reason code of the first rule that dropped it, or null
 * @param findings rules and line edits that fired, in order; in filter mode the last one is the
 *     drop
 * @param values the values by ordinal of {@link Metric}; NaN where not measured
 * @param text the text behind C4's line edits; the given text if no C4 rule ran or the text was
 *     dropped before it
 * @param skipped codes of rules that could not run for this language ({@code rule_skipped})
 */
public record CleanVerdict(
    boolean keep,
    String reason,
    List<Finding> findings,
    double[] values,
    String text,
    List<String> skipped) {
  /** The reason of a text without a word. */
  public static final String EMPTY = "empty";

  public double value(Metric metric) {
    return values[metric.ordinal()];
  }
}
