package io.steelyard.vocab.measure;

import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Divergence;
import io.steelyard.core.counts.Skew;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a vocabulary is shared by languages. A used token belongs to the language in whose text its
 * share is highest: {@code q_l = sum_v [argmax_l' c_l'v / N_l' = l] / |V_used|} (the first language
 * among equals).
 *
 * <p>Example: if of ten used tokens six are most at home in English, three in Czech and one in
 * Finnish, the shares .6, .3, .1 have the normalised entropy 0.817345 and Gini 0.333333.
 */
public final class VocabularyShares {
  /** A token is one language's own if at least this part of its use (by shares) is there. */
  public static final double EXCLUSIVE = 0.95;

  private final List<String> languages;
  private final List<TokenUse> uses;

  public VocabularyShares(List<String> languages, List<TokenUse> uses) {
    if (languages.size() != uses.size() || languages.isEmpty()) {
      throw new IllegalArgumentException(
          languages.size() + " languages and " + uses.size() + " token counts");
    }
    for (TokenUse use : uses) {
      if (use.vocabularySize() != uses.get(0).vocabularySize()) {
        throw new IllegalArgumentException(
            "token counts of vocabularies of "
                + uses.get(0).vocabularySize()
                + " and "
                + use.vocabularySize());
      }
    }
    this.languages = List.copyOf(languages);
    this.uses = List.copyOf(uses);
  }

  /** Used tokens by the language they are most at home in. */
  public Counts allocation() {
    return counts(0);
  }

  /** Tokens that are used (almost) by one language alone. */
  public Counts exclusive() {
    return counts(EXCLUSIVE);
  }

  private Counts counts(double leastShare) {
    long[] owned = new long[languages.size()];
    double[] totals = uses.stream().mapToDouble(u -> Math.max(1, u.total())).toArray();
    for (int v = 0; v < uses.get(0).vocabularySize(); v++) {
      int owner = -1;
      double best = 0;
      double sum = 0;
      for (int l = 0; l < totals.length; l++) {
        double share = uses.get(l).count(v) / totals[l];
        sum += share;
        if (share > best) {
          best = share;
          owner = l;
        }
      }
      if (owner >= 0 && best >= leastShare * sum) {
        owned[owner]++;
      }
    }
    Map<String, Long> named = new LinkedHashMap<>();
    for (int l = 0; l < owned.length; l++) {
      named.put(languages.get(l), owned[l]);
    }
    return Counts.of(named);
  }

  /** How even the allocation is: entropy over ln(languages), Gini. */
  public Skew balance() {
    return Skew.of(allocation());
  }

  /** Used tokens that two languages or more use, as a share of the used ones; NaN if none is. */
  public double sharedByTwo() {
    int used = 0;
    int shared = 0;
    for (int v = 0; v < uses.get(0).vocabularySize(); v++) {
      int n = 0;
      for (TokenUse use : uses) {
        n += use.count(v) > 0 ? 1 : 0;
      }
      used += n > 0 ? 1 : 0;
      shared += n > 1 ? 1 : 0;
    }
    return (double) shared / used;
  }

  /**
   * Jensen-Shannon divergence of two languages' tokens, base 2: 0 the same, 1 nothing in common.
   * NaN if one has no tokens.
   */
  public double divergence(String a, String b) {
    TokenUse p = uses.get(indexOf(a));
    TokenUse q = uses.get(indexOf(b));
    if (p.total() == 0 || q.total() == 0) {
      return Double.NaN;
    }
    return Divergence.jensenShannon(p.shares(), q.shares()).bits();
  }

  private int indexOf(String language) {
    int i = languages.indexOf(language);
    if (i < 0) {
      throw new IllegalArgumentException("no language '" + language + "'; there are " + languages);
    }
    return i;
  }
}
