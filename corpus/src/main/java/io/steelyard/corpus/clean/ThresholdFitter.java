package io.steelyard.corpus.clean;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thresholds for a language from trusted text in it: the value that a small share of the reference
 * would break, drawn towards the value of the languages in the same script.
 *
 * <p>With n reference documents: {@code t = f + w (q - f)}, {@code w = n / (n + 1000)}, where q is
 * the language's own quantile and f the family's (all its documents together). Under 1,000
 * documents the result is marked as not trusted. Example: 250 documents with quantile 12, family
 * 10: {@code 0.2 * 12 + 0.8 * 10 = 10.4}.
 */
public final class ThresholdFitter {
  /** Documents from which on fitted thresholds are trusted, and the weight of the family. */
  public static final int TRUSTED = 1000;

  private final double dropShare;

  /**
   * @param dropShare share of trusted documents that each rule may drop, for example 0.01
   */
  public ThresholdFitter(double dropShare) {
    if (!(dropShare > 0 && dropShare < .5)) {
      throw new IllegalArgumentException(
          "drop-share is " + dropShare + "; expected a share between 0 and 0.5, such as 1%");
    }
    this.dropShare = dropShare;
  }

  /**
   * Fits every rule for every language.
   *
   * @param values by language the values of its reference documents (arrays by ordinal of {@link
   *     Metric}, from annotate mode)
   * @param scripts by language its script, as {@link UScript#getShortName} writes it
   */
  public Map<String, LanguageThresholds> fit(
      Map<String, List<double[]>> values,
      Map<String, String> scripts,
      Collection<CleanRule> rules) {
    Map<String, LanguageThresholds> fitted = new LinkedHashMap<>();
    for (String language : values.keySet()) {
      List<double[]> own = values.get(language);
      Map<CleanRule, Double> thresholds = new EnumMap<>(CleanRule.class);
      for (CleanRule rule : rules) {
        double family = quantile(rule, family(values, scripts, scripts.get(language)));
        if (Double.isNaN(family)) {
          continue;
        }
        double mine = quantile(rule, own);
        double weight = Double.isNaN(mine) ? 0 : (double) own.size() / (own.size() + TRUSTED);
        thresholds.put(rule, weight == 0 ? family : family + weight * (mine - family));
      }
      fitted.put(
          LanguageKey.of(language),
          new LanguageThresholds(thresholds, own.size(), own.size() >= TRUSTED));
    }
    return fitted;
  }

  private static List<double[]> family(
      Map<String, List<double[]>> values, Map<String, String> scripts, String script) {
    return values.entrySet().stream()
        .filter(e -> script == null || script.equals(scripts.get(e.getKey())))
        .flatMap(e -> e.getValue().stream())
        .toList();
  }

  /** The value that at most {@code dropShare} of the documents break; NaN without documents. */
  private double quantile(CleanRule rule, List<double[]> documents) {
    double[] sorted =
        documents.stream()
            .mapToDouble(d -> d[rule.metric().ordinal()])
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int broken = (int) (sorted.length * dropShare);
    return rule.side() == CleanRule.Side.ABOVE
        ? sorted[sorted.length - 1 - broken]
        : sorted[broken];
  }

  /** The script of most letters of a text, as {@link #fit} wants it. */
  public static String script(CharSequence text) {
    int[] counts = new int[UCharacter.getIntPropertyMaxValue(UProperty.SCRIPT) + 1];
    for (int i = 0; i < text.length(); ) {
      int c = Character.codePointAt(text, i);
      if ((CharClasses.of(c) & CharClasses.ALPHA) != 0) {
        counts[UScript.getScript(c)]++;
      }
      i += Character.charCount(c);
    }
    int best = UScript.COMMON;
    int max = Arrays.stream(counts).max().orElse(0);
    for (int s = 0; s < counts.length; s++) {
      if (max > 0 && counts[s] == max) {
        best = s;
        break;
      }
    }
    return UScript.getShortName(best);
  }
}
