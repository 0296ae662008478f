package io.steelyard.select.samanantar;

import io.steelyard.select.samanantar.SamanantarStep.NumberRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides about mined pairs, best first: score, cosine, numbers, how many a source may have.
 *
 * @param least least score
 * @param leastCosine least cosine
 * @param numbers what happens where digits differ
 * @param sourceCap pairs of one source; 0 for any number
 */
record PairSelection(double least, double leastCosine, NumberRule numbers, int sourceCap) {
  /** Ratios above this are more often the mark of a poor neighbourhood than of a good pair. */
  private static final double ODD_RATIO = 1.3;

  static final String BELOW_THRESHOLD = "below_threshold";
  static final String BELOW_COSINE = "below_cosine";
  static final String NUMBERS_DIFFER = "numbers_differ";
  static final String SOURCE_CAP = "source_cap";
  static final String ODD = "odd_ratio";
  static final String FELL_BACK = "distance_for_ratio";

  /**
   * What was decided.
   *
   * @param rows kept pairs, best first
   * @param refused pairs by reason
   * @param flagged kept pairs by flag
   * @param below pairs under the threshold, best first
   */
  record Selected(
      List<PairTable.Row> rows,
      Map<String, Long> refused,
      Map<String, Long> flagged,
      List<PairTable.Row> below) {}

  Selected select(MinedSides sides, Mining.Result mined, String minedFrom) {
    Selected selected =
        new Selected(
            new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    Map<String, Integer> ofSource = new HashMap<>();
    for (MinedPair pair : mined.pairs()) {
      Sentence source = sides.source(pair);
      Sentence target = sides.target(pair);
      if (source == null || target == null) {
        continue;
      }
      boolean agree =
          numbers == NumberRule.OFF || NumberAgreement.agree(source.text(), target.text());
      List<String> flags = flags(pair, mined.margin(), agree);
      PairTable.Row row =
          new PairTable.Row(
              source.id(),
              target.id(),
              source.text(),
              target.text(),
              pair.cosine(),
              pair.score(),
              PairTable.word(pair.direction()),
              target.source(),
              minedFrom,
              String.join(",", flags),
              source.copies(),
              target.copies());
      String reason = reason(pair, agree, target.source(), ofSource);
      if (reason != null) {
        selected.refused.merge(reason, 1L, Long::sum);
        if (reason.equals(BELOW_THRESHOLD)) {
          selected.below.add(row);
        }
        continue;
      }
      ofSource.merge(target.source(), 1, Integer::sum);
      flags.forEach(flag -> selected.flagged.merge(flag, 1L, Long::sum));
      selected.rows.add(row);
    }
    return selected;
  }

  private String reason(
      MinedPair pair, boolean agree, String origin, Map<String, Integer> ofSource) {
    if (pair.score() < least) {
      return BELOW_THRESHOLD;
    }
    if (pair.cosine() < leastCosine) {
      return BELOW_COSINE;
    }
    if (!agree && numbers == NumberRule.DROP) {
      return NUMBERS_DIFFER;
    }
    return sourceCap > 0 && ofSource.getOrDefault(origin, 0) >= sourceCap ? SOURCE_CAP : null;
  }

  private static List<String> flags(MinedPair pair, Margin margin, boolean agree) {
    List<String> flags = new ArrayList<>();
    if (pair.fellBack()) {
      flags.add(FELL_BACK);
    }
    if (margin == Margin.RATIO && !pair.fellBack() && pair.score() > ODD_RATIO) {
      flags.add(ODD);
    }
    if (!agree) {
      flags.add(NUMBERS_DIFFER);
    }
    return flags;
  }
}
