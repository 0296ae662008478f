package io.steelyard.corpus.clean;

import java.util.HashMap;
import java.util.Map;

/**
 * What depends on the language: stop words, flagged words and thresholds of its own. A language
 * without stop words has none: its stop-word rules are skipped and say so; another language's list
 * is never used in their place.
 */
public final class LanguageRules {
  /**
   * One language's part.
   *
   * @param language its short code, {@code und} if unknown
   * @param stopWords or null
   * @param flaggedWords or null
   * @param thresholds that replace the profile's; NaN turns a rule off
   * @param trusted false if the thresholds were fitted on fewer than 1,000 documents
   */
  public record Entry(
      String language,
      StopWords stopWords,
      StopWords flaggedWords,
      Map<CleanRule, Double> thresholds,
      boolean trusted) {}

  private final Map<String, StopWords> stopWords;
  private final Map<String, StopWords> flagged;
  private final Map<String, LanguageThresholds> thresholds;
  private final Map<String, Entry> cache = new HashMap<>();

  private LanguageRules(
      Map<String, StopWords> stopWords,
      Map<String, StopWords> flagged,
      Map<String, LanguageThresholds> thresholds) {
    this.stopWords = stopWords;
    this.flagged = flagged;
    this.thresholds = thresholds;
  }

  /** The lists that ship, and for English Gopher's eight words; no thresholds of its own. */
  public static LanguageRules standard() {
    return new LanguageRules(StopWordLists.all(), Map.of(), Map.of());
  }

  /** One list for every text whatever its language: what English-only pipelines do. */
  public static LanguageRules sameForAll(StopWords words) {
    return new LanguageRules(Map.of("*", words), Map.of(), Map.of());
  }

  /** With thresholds by language, keys as {@link LanguageKey} writes them. */
  public LanguageRules withThresholds(Map<String, LanguageThresholds> byLanguage) {
    return new LanguageRules(stopWords, flagged, Map.copyOf(byLanguage));
  }

  /** With lists of flagged words by language; none ship. */
  public LanguageRules withFlaggedWords(Map<String, StopWords> byLanguage) {
    return new LanguageRules(stopWords, Map.copyOf(byLanguage), thresholds);
  }

  /** The rules of a language given in any usual code. */
  public synchronized Entry of(String language) {
    return cache.computeIfAbsent(
        language == null ? "und" : language,
        given -> {
          String key = LanguageKey.of(given);
          LanguageThresholds own = thresholds.get(key);
          return new Entry(
              key,
              stopWords.getOrDefault(key, stopWords.get("*")),
              flagged.get(key),
              own == null ? CleanProfile.noOverrides() : own.values(),
              own == null || own.trusted());
        });
  }
}
