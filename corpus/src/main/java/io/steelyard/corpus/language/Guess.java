package io.steelyard.corpus.language;

/**
 * A language and how sure the identifier is.
 *
 * @param language ISO 639-1 code where there is one ({@code de}), else 639-3 ({@code war}); {@code
 *     und} where nothing could be said
 * @param score probability in [0, 1] over the candidate languages
 */
public record Guess(String language, double score) {
  /** The label of texts whose language is not known; a label, never a reason to drop. */
  public static final String UNKNOWN = "und";
}
