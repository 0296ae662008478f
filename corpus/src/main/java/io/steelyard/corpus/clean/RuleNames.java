package io.steelyard.corpus.clean;

import io.steelyard.core.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names under which a recipe asks for rules: a group ({@code repetition}, {@code length},
 * {@code symbols} …) or a single reason code. A name that is neither is an error that names the
 * nearest one: a rule that silently never fires is the worst kind of rule.
 */
public final class RuleNames {
  private static final Map<String, Set<CleanRule>> GROUPS = new LinkedHashMap<>();

  static {
    group("repetition", CleanRule.DUP_PARA_FRAC, CleanRule.DUP_10_GRAM);
    group("length", CleanRule.SHORT_DOC, CleanRule.LONG_WORDS);
    group("symbols", CleanRule.HASHES, CleanRule.FEW_ALPHABETIC);
    group("stop-words", CleanRule.FEW_STOP_WORDS, CleanRule.FEW_STOP_WORDS);
    group("quality", CleanRule.SHORT_DOC, CleanRule.FEW_STOP_WORDS);
    group("c4", CleanRule.LOREM_IPSUM, CleanRule.FEW_SENTENCES);
    group("mc4", CleanRule.FEW_PARAGRAPHS, CleanRule.FEW_PARAGRAPHS);
    group("lines", CleanRule.FEW_END_MARKS, CleanRule.LIST);
    group("nemo", CleanRule.NEMO_NON_ALPHANUMERIC, CleanRule.NEMO_REPEATED_PARAGRAPH_CHARS);
    group("data-juicer", CleanRule.JUICER_ALPHANUMERIC, CleanRule.JUICER_LENGTH);
  }

  private RuleNames() {}

  private static void group(String name, CleanRule first, CleanRule last) {
    GROUPS.put(name, EnumSet.range(first, last));
  }

  /** The groups and what is in them. */
  public static Map<String, Set<CleanRule>> groups() {
    return GROUPS;
  }

  /** The rules that a group name or a reason code stands for, in the order of {@link CleanRule}. */
  public static Set<CleanRule> resolve(String name) {
    Set<CleanRule> group = GROUPS.get(name);
    return group != null ? group : EnumSet.of(byCode(name));
  }

  /** The rule with a reason code. */
  public static CleanRule byCode(String code) {
    for (CleanRule rule : CleanRule.values()) {
      if (rule.code().equals(code)) {
        return rule;
      }
    }
    throw unknown("cleaning rule", code, ruleNames());
  }

  /** The metric with an id, as a threshold or a column names it. */
  public static Metric metric(String id) {
    Metric metric = Metric.byId(id);
    if (metric == null) {
      throw unknown(
          "cleaning attribute", id, Arrays.stream(Metric.values()).map(Metric::id).toList());
    }
    return metric;
  }

  private static List<String> ruleNames() {
    List<String> names = new ArrayList<>(GROUPS.keySet());
    for (CleanRule rule : CleanRule.values()) {
      names.add(rule.code());
    }
    return names;
  }

  /** The error for a name outside a list, with the nearest valid one. */
  static IllegalArgumentException unknown(String what, String name, Collection<String> valid) {
    return new IllegalArgumentException(
        "unknown " + what + " '" + name + "'" + Nearest.hint(name, valid));
  }
}
