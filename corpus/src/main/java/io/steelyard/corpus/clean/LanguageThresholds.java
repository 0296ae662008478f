package io.steelyard.corpus.clean;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Thresholds of one language that replace the profile's (English) ones.
 *
 * @param values by rule; NaN turns a rule off
 * @param documents reference documents they were fitted on; 0 for published ones
 * @param trusted false below {@link ThresholdFitter#TRUSTED} fitted documents
 */
public record LanguageThresholds(Map<CleanRule, Double> values, int documents, boolean trusted) {
  public LanguageThresholds {
    values = java.util.Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /**
   * FineWeb2's published thresholds for the languages whose figures are at hand: Hindi, Chinese and
   * Thai (Penedo et al. 2025).
   */
  public static Map<String, LanguageThresholds> fineWeb2() {
    Map<String, LanguageThresholds> all = new LinkedHashMap<>();
    all.put(
        "hi",
        published(
            2, 21, .837, .091, .316, .206, .208, .198, .161, .135, .125, .116, .108, .099, .09));
    all.put(
        "zh",
        published(
            1, 5, .735, .106, .178, .287, .256, .201, .171, .198, .182, .167, .154, .14, .127));
    all.put(
        "th",
        published(
            2,
            10,
            .90,
            Double.NaN,
            .153,
            .349,
            .221,
            .197,
            .162,
            .185,
            .168,
            .152,
            .137,
            .124,
            .111));
    return all;
  }

  /** In the order of FineWeb2's table: mean word length, alphabetic, end marks, newlines, … */
  private static LanguageThresholds published(double... t) {
    CleanRule[] rules = {
      CleanRule.SHORT_WORDS,
      CleanRule.LONG_WORDS,
      CleanRule.FEW_ALPHABETIC,
      CleanRule.FEW_END_MARKS,
      CleanRule.LIST,
      CleanRule.DUP_LINE_FRAC,
      CleanRule.TOP_2_GRAM,
      CleanRule.TOP_3_GRAM,
      CleanRule.TOP_4_GRAM,
      CleanRule.DUP_5_GRAM,
      CleanRule.DUP_6_GRAM,
      CleanRule.DUP_7_GRAM,
      CleanRule.DUP_8_GRAM,
      CleanRule.DUP_9_GRAM,
      CleanRule.DUP_10_GRAM
    };
    Map<CleanRule, Double> values = new EnumMap<>(CleanRule.class);
    for (int i = 0; i < rules.length; i++) {
      values.put(rules[i], t[i]);
    }
    return new LanguageThresholds(values, 0, true);
  }
}
