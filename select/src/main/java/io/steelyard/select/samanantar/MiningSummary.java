package io.steelyard.select.samanantar;

import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.stats.Histogram;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.model.Encoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What mining found, for the report. */
final class MiningSummary {
  private static final int BARS = 40;
  private static final int EXAMPLES = 8;

  private final String source;
  private final Map<String, Long> sentences = new LinkedHashMap<>();
  private final Map<String, Long> pairsOf = new LinkedHashMap<>();
  private final Summary.Table sides =
      Summary.table(
          "sides",
          "Sentences that were looked at",
          "each once; a copy is counted with the first",
          "language",
          Format.TEXT,
          "sentences",
          Format.COUNT,
          "looked at",
          Format.COUNT,
          "refused",
          Format.TEXT);
  private final Summary.Table pairs =
      Summary.table(
          "pairs",
          "Pairs by language",
          "candidates: pairs after the matching, before the threshold",
          "languages",
          Format.TEXT,
          "candidates",
          Format.COUNT,
          "kept",
          Format.COUNT,
          "refused",
          Format.TEXT,
          "flags",
          Format.TEXT,
          "least score",
          Format.NUMBER,
          "chosen by",
          Format.TEXT,
          "wrong nearest, cosine",
          Format.SHARE,
          "wrong nearest, margin",
          Format.SHARE,
          "recall of the search",
          Format.SHARE,
          "expected precision of unknown pairs",
          Format.SHARE);
  private final List<Summary.Named> estimates = new ArrayList<>();
  private final List<Summary.Item> items = new ArrayList<>();
  private final List<Summary.Group> examples = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Encoder.Report report = Encoder.Report.NOTHING;

  MiningSummary(String source) {
    this.source = source;
  }

  void side(Side side) {
    Map<String, Long> refused = new TreeMap<>();
    side.refused().forEach((reason, n) -> refused.put(reason.word(), n));
    Summary.row(sides, side.language(), side.seen(), side.sentences().size(), words(refused));
    sentences.put(side.language(), (long) side.sentences().size());
  }

  private static String words(Map<String, Long> counts) {
    List<String> words = new ArrayList<>();
    counts.forEach((name, n) -> words.add(name + " " + n));
    return String.join(", ", words);
  }

  void encoder(Encoder.Report done) {
    report = done;
  }

  /** Notes one pair of sides. */
  void mined(
      MinedSides both,
      Mining.Result mined,
      PairSelection.Selected selected,
      double least,
      boolean given,
      Margin wanted) {
    String names = both.names();
    long refused = selected.refused().values().stream().mapToLong(Long::longValue).sum();
    boolean tuned = mined.threshold().isPresent();
    Summary.row(
        pairs,
        names,
        selected.rows().size() + refused,
        selected.rows().size(),
        words(selected.refused()),
        words(selected.flagged()),
        least,
        given ? "the setting" : tuned ? "the seeds" : "what others use",
        shown(mined.cosineErrors()),
        shown(mined.marginErrors()),
        mined.search().recall(),
        given ? null : mined.threshold().map(Threshold::others).orElse(null));
    mined
        .threshold()
        .ifPresent(
            t -> {
              estimates.add(new Summary.Named(names + ": precision of known pairs", t.precision()));
              estimates.add(new Summary.Named(names + ": recall of known pairs", t.recall()));
            });
    pairsOf.put(both.targetSide().language(), (long) selected.rows().size());
    items.add(histogram(names, mined, selected));
    examples(names, selected.rows());
    if (mined.margin() != wanted) {
      warnings.add(
          names
              + ": a side has fewer than 4 sentences for each neighbour, so margins say nothing;"
              + " scores are cosines");
    }
    if (!given && !tuned) {
      warnings.add(
          names
              + ": the least score is not tuned: how right the pairs are is not known. Give seeds"
              + " of some hundred known pairs");
    }
    both.refused()
        .forEach(
            (reason, n) -> {
              if (n > 0) {
                warnings.add(
                    names + ": " + n + " sentences were not looked at (" + reason.word() + ")");
              }
            });
  }

  private static Double shown(double share) {
    return Double.isNaN(share) ? null : share;
  }

  private static Summary.Chart histogram(
      String names, Mining.Result mined, PairSelection.Selected selected) {
    List<PairTable.Row> all = new ArrayList<>(selected.rows());
    all.addAll(selected.below());
    double lo = all.stream().mapToDouble(PairTable.Row::margin).min().orElse(0);
    double hi = all.stream().mapToDouble(PairTable.Row::margin).max().orElse(1);
    Histogram counts = new Histogram(lo, Math.max(hi, lo + 1e-9) + 1e-9, BARS);
    Histogram keptCounts = new Histogram(lo, Math.max(hi, lo + 1e-9) + 1e-9, BARS);
    all.forEach(row -> counts.add(row.margin()));
    selected.rows().forEach(row -> keptCounts.add(row.margin()));
    List<Object> x = new ArrayList<>();
    List<Double> below = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < BARS; i++) {
      x.add(String.format(Locale.ROOT, "%.3f", counts.edge(i)));
      kept.add((double) keptCounts.counts()[i]);
      below.add((double) (counts.counts()[i] - keptCounts.counts()[i]));
    }
    return new Summary.Chart(
        "scores-" + names.replace(' ', '-'),
        "Scores of candidates, " + names,
        PairTable.word(mined.margin()),
        Summary.Shape.STACKED_BAR,
        "score",
        x,
        "pairs",
        Format.COUNT,
        List.of(new Summary.Line("kept", kept), new Summary.Line("below", below)));
  }

  /** Pairs spread over the kept scores, so that the worst of them are seen too. */
  private void examples(String names, List<PairTable.Row> rows) {
    List<Summary.Example> shown = new ArrayList<>();
    int n = Math.min(EXAMPLES, rows.size());
    for (int i = 0; i < n; i++) {
      PairTable.Row row = rows.get(n == 1 ? 0 : (int) ((long) i * (rows.size() - 1) / (n - 1)));
      shown.add(
          new Summary.Example(
              row.sourceId() + " " + row.targetId(),
              names,
              shorten(row.source()) + " / " + shorten(row.target()),
              String.format(Locale.ROOT, "cosine %.3f, score %.3f", row.cosine(), row.margin())));
    }
    examples.add(new Summary.Group(names, "from the best kept score to the worst", shown));
  }

  private static String shorten(String text) {
    return text.length() <= 160 ? text : text.substring(0, 160) + "...";
  }

  void pivot(String first, String second, int n) {
    Summary.row(
        pairs,
        first + " and " + second,
        n,
        n,
        "",
        "",
        null,
        "pivot " + source,
        null,
        null,
        null,
        null);
  }

  void write(Summary summary) {
    long total = pairsOf.values().stream().mapToLong(Long::longValue).sum();
    summary.figure("pairs mined", total, Format.COUNT);
    if (report.texts() > 0) {
      summary.figure(
          "sentences cut to the encoder's length",
          report.cut(),
          Format.COUNT,
          "of " + report.texts());
    }
    summary.add(sides).add(pairs);
    if (!estimates.isEmpty()) {
      summary.add(
          new Summary.Estimates(
              "known", "Known pairs among the others", "95% Wilson intervals", estimates));
    }
    if (pairsOf.size() > 1) {
      Map<String, Long> before = new LinkedHashMap<>(sentences);
      before.remove(source);
      Counts had = Counts.of(before);
      Counts mined = Counts.of(pairsOf);
      summary.balance("volume", "Sentences before, pairs after", "sentences", had, mined);
      summary.figure("Gini of sentences", Skew.of(had).gini(), Format.NUMBER);
      summary.figure("Gini of pairs", Skew.of(mined).gini(), Format.NUMBER);
    }
    items.forEach(summary::add);
    summary.add(new Summary.Examples("examples", "Mined pairs", "", examples));
    warnings.forEach(summary::warning);
  }
}
