package io.steelyard.decode.diverse;

import io.steelyard.core.stats.Proportion;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the report shows of a generated set: diversity beside label accuracy, and what review did.
 */
final class DiverseSummary {
  private static final double LEVEL = 0.95;

  private DiverseSummary() {}

  static void describe(
      Summary summary,
      DiverseSet set,
      List<LabelledText> texts,
      Map<String, String> reviews,
      List<String> labels,
      int wanted) {
    summary.figure("texts", texts.size(), Format.COUNT);
    summary.figure("drawn", set.drawn(), Format.COUNT);
    summary.figure("too long, left out", set.tooLong(), Format.COUNT);
    summary.figure("said before, left out", set.again(), Format.COUNT);
    List<String> plain = texts.stream().map(LabelledText::text).toList();
    summary.figure("different words", orNull(Diversity.distinct(plain, 1)), Format.SHARE);
    summary.figure("different word pairs", orNull(Diversity.distinct(plain, 2)), Format.SHARE);
    accuracy(summary, texts, reviews, labels);
    Map<String, Integer> after = LabelRepair.labels(texts);
    Summary.Table table =
        Summary.table(
            "labels",
            "Texts per label",
            "as prompted, and after review",
            "label",
            Format.TEXT,
            "prompted",
            Format.COUNT,
            "final",
            Format.COUNT);
    for (String label : labels) {
      int prompted = set.count(label);
      Summary.row(table, label, prompted, after.getOrDefault(label, 0));
      if (prompted < wanted) {
        summary.warning(
            "'" + label + "' has " + prompted + " of " + wanted + " texts; allow more rounds");
      }
      if (prompted > 0 && after.getOrDefault(label, 0) == 0) {
        summary.warning("review left no text under '" + label + "'");
      }
    }
    summary.add(table);
  }

  private static void accuracy(
      Summary summary, List<LabelledText> texts, Map<String, String> reviews, List<String> labels) {
    if (reviews.isEmpty()) {
      summary.warning("nothing was reviewed yet: fill in review.jsonl and give it as reviews");
      return;
    }
    long reviewed = 0;
    long right = 0;
    long inScope = 0;
    Map<String, Map<String, Integer>> confusion = new TreeMap<>();
    for (LabelledText text : texts) {
      String label = reviews.get(text.id());
      if (label != null) {
        reviewed++;
        right += label.equals(text.promptedLabel()) ? 1 : 0;
        inScope += label.equals(LabelRepair.OUT_OF_SCOPE) ? 0 : 1;
        confusion
            .computeIfAbsent(text.promptedLabel(), l -> new TreeMap<>())
            .merge(label, 1, Integer::sum);
      }
    }
    summary.add(
        new Summary.Estimates(
            "accuracy",
            "Label accuracy",
            "over reviewed texts, Wilson intervals at 95%",
            List.of(
                new Summary.Named(
                    "prompted label is right", Proportion.WILSON.estimate(right, reviewed, LEVEL)),
                new Summary.Named(
                    "in scope", Proportion.WILSON.estimate(inScope, reviewed, LEVEL)))));
    Summary.Table table =
        Summary.table(
            "confusion",
            "Prompted and reviewed labels",
            "",
            "prompted",
            Format.TEXT,
            "reviewed",
            Format.TEXT,
            "texts",
            Format.COUNT);
    confusion.forEach(
        (prompted, row) ->
            row.forEach(
                (label, n) ->
                    Summary.row(table, prompted, label.isEmpty() ? "(out of scope)" : label, n)));
    summary.add(table);
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
