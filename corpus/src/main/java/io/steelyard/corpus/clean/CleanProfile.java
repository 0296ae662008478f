package io.steelyard.corpus.clean;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules run, in which order, with which thresholds.
 *
 * <p>Example: {@code CleanProfile.named("fineweb").withThreshold("list_ratio", 0.5)}. The families
 * run in the order in which their rules first appear; C4 edits the text that the families behind it
 * see.
 *
 * @param name for reports
 * @param thresholds rules in the order in which they are checked
 * @param c4 which of C4's line rules run, if a rule of that family is there
 * @param shortLine a line of at most so many code points is short (FineWeb: 30)
 * @param topNgramMinCount a top n-gram counts from so many occurrences on; the anchor's 1 makes
 *     short texts fail without any repetition, 2 does not
 */
public record CleanProfile(
    String name,
    Map<CleanRule, Double> thresholds,
    C4Settings c4,
    int shortLine,
    int topNgramMinCount) {
  private static final Map<String, CleanProfile> NAMED = new LinkedHashMap<>();

  static {
    add(of("gopher", List.of("repetition", "quality")));
    add(of("c4", List.of("c4")));
    CleanProfile fineweb = of("fineweb", List.of("repetition", "quality", "c4", "lines"));
    add(fineweb.withC4(C4Settings.DEFAULT.withoutEndMark()));
    add(
        of("fineweb2", List.of("repetition", "lines", "quality"))
            .without("dup_para_frac", "dup_para_char_frac", "dup_line_char_frac")
            .without("short_line_ratio")
            .withThreshold("char_dup_ratio", .1));
    add(of("nemo", List.of("nemo")));
    add(of("data-juicer", List.of("data-juicer")));
  }

  public CleanProfile {
    Map<CleanRule, Double> copy = new LinkedHashMap<>(thresholds);
    copy.forEach(
        (rule, threshold) -> {
          if (threshold.isNaN()) {
            throw new IllegalArgumentException(
                "the threshold of "
                    + rule.code()
                    + " is not a number; leave the rule out to turn it off");
          }
        });
    thresholds = java.util.Collections.unmodifiableMap(copy);
    if (thresholds.isEmpty()) {
      throw new IllegalArgumentException("cleaning profile \"" + name + "\" has no rule");
    }
    if (shortLine < 0) {
      throw new IllegalArgumentException("short-line is " + shortLine + "; expected 0 or more");
    }
    if (topNgramMinCount < 1) {
      throw new IllegalArgumentException(
          "top-ngram-min-count is " + topNgramMinCount + "; expected 1 or more");
    }
  }

  private static void add(CleanProfile profile) {
    NAMED.put(profile.name(), profile);
  }

  /** A profile of group names and reason codes, in the order given, with published thresholds. */
  public static CleanProfile of(String name, Collection<String> rules) {
    Map<CleanRule, Double> thresholds = new LinkedHashMap<>();
    for (String rule : rules) {
      for (CleanRule r : RuleNames.resolve(rule)) {
        thresholds.putIfAbsent(r, r.threshold());
      }
    }
    return new CleanProfile(name, thresholds, C4Settings.DEFAULT, 30, 1);
  }

  /** One of {@code gopher, c4, fineweb, fineweb2, nemo, data-juicer}. */
  public static CleanProfile named(String name) {
    CleanProfile profile = NAMED.get(name);
    if (profile == null) {
      throw RuleNames.unknown("cleaning profile", name, NAMED.keySet());
    }
    return profile;
  }

  public static Set<String> names() {
    return NAMED.keySet();
  }

  /** The same rules with another threshold for one that is among them. */
  public CleanProfile withThreshold(String code, double threshold) {
    CleanRule rule = RuleNames.byCode(code);
    if (!thresholds.containsKey(rule)) {
      throw new IllegalArgumentException(
          "a threshold is set for " + code + ", which is not among the rules of " + name);
    }
    Map<CleanRule, Double> copy = new LinkedHashMap<>(thresholds);
    copy.put(rule, threshold);
    return new CleanProfile(name, copy, c4, shortLine, topNgramMinCount);
  }

  /** The same rules without some. */
  public CleanProfile without(String... codes) {
    Map<CleanRule, Double> copy = new LinkedHashMap<>(thresholds);
    for (String code : codes) {
      copy.remove(RuleNames.byCode(code));
    }
    return new CleanProfile(name, copy, c4, shortLine, topNgramMinCount);
  }

  public CleanProfile withC4(C4Settings settings) {
    return new CleanProfile(name, thresholds, settings, shortLine, topNgramMinCount);
  }

  public CleanProfile withTopNgramMinCount(int count) {
    return new CleanProfile(name, thresholds, c4, shortLine, count);
  }

  /** Families in the order in which they run. */
  public List<Family> families() {
    EnumSet<Family> seen = EnumSet.noneOf(Family.class);
    List<Family> order = new ArrayList<>();
    for (CleanRule rule : thresholds.keySet()) {
      if (seen.add(rule.family())) {
        order.add(rule.family());
      }
    }
    return order;
  }

  /**
   * The first rule that given values break, or null: verdicts from values that were recorded
   * before, without the text.
   */
  public CleanRule firstBroken(Measures values, Map<CleanRule, Double> overrides) {
    for (Map.Entry<CleanRule, Double> e : thresholds.entrySet()) {
      double limit = overrides.getOrDefault(e.getKey(), e.getValue());
      if (e.getKey().breaks(values.get(e.getKey().metric()), limit)) {
        return e.getKey();
      }
    }
    return null;
  }

  /** An empty set of per-language thresholds. */
  static Map<CleanRule, Double> noOverrides() {
    return new EnumMap<>(CleanRule.class);
  }
}
