package io.steelyard.corpus.clean;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.stats.Histogram;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what cleaning removed into a step's summary. */
final class CleanReport {
  private static final int EXCERPT = 280;
  private static final int CHARTS = 6;

  private final CleanSummary clean;
  private final Summary out;

  CleanReport(CleanSummary clean, Summary out) {
    this.clean = clean;
    this.out = out;
  }

  void write(CorpusView view, CleanProfile profile) {
    figures();
    reasons();
    languages();
    skipped();
    guard();
    histograms(profile);
    examples(view);
  }

  private void figures() {
    long documents = clean.documents();
    long dropped = clean.reasons().stream().mapToLong(clean::documents).sum();
    out.figure("documents judged", documents, Format.COUNT);
    out.figure("documents dropped", dropped, Format.COUNT);
    if (documents > 0) {
      out.figure("share dropped", (double) dropped / documents, Format.SHARE);
    }
  }

  private void reasons() {
    Summary.Table table =
        Summary.table(
            "reasons",
            "Why documents were dropped",
            "each document under the first rule that it broke",
            "reason",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "bytes",
            Format.BYTES,
            "share of all",
            Format.SHARE);
    for (String reason : clean.reasons()) {
      long n = clean.documents(reason);
      double share = (double) n / clean.documents();
      Summary.row(table, reason, n, clean.bytes(reason), share);
    }
    out.add(table);
  }

  private void languages() {
    Summary.Table table =
        Summary.table(
            "languages",
            "Drop rate by language",
            "a rule tuned on one language may delete another: compare before you trust it",
            "language",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "dropped",
            Format.COUNT,
            "share dropped",
            Format.SHARE,
            "most frequent reason",
            Format.TEXT);
    List<Object> names = new ArrayList<>();
    clean
        .seen()
        .forEach(
            (language, amount) -> {
              long dropped = clean.droppedOf(language);
              names.add(language);
              double share = (double) dropped / amount.documents();
              Summary.row(table, language, amount.documents(), dropped, share, worst(language));
            });
    out.add(table);
    List<Summary.Line> lines = new ArrayList<>();
    for (String reason : clean.reasons()) {
      List<Double> y = new ArrayList<>();
      for (Object name : names) {
        CleanSummary.Amount amount = clean.dropped().get(reason).get((String) name);
        long of = clean.seen().get((String) name).documents();
        y.add(amount == null ? 0 : (double) amount.documents() / of);
      }
      lines.add(new Summary.Line(reason, y));
    }
    if (!lines.isEmpty()) {
      out.add(
          new Summary.Chart(
              "drop-rate",
              "Share of documents dropped, by language and reason",
              "",
              Summary.Shape.STACKED_BAR,
              "language",
              names,
              "share of documents",
              Format.SHARE,
              lines));
    }
  }

  private String worst(String language) {
    String worst = "";
    long most = 0;
    for (String reason : clean.reasons()) {
      CleanSummary.Amount amount = clean.dropped().get(reason).get(language);
      if (amount != null && amount.documents() > most) {
        most = amount.documents();
        worst = reason;
      }
    }
    return worst;
  }

  private void skipped() {
    clean
        .skipped()
        .forEach(
            (rule, byLanguage) ->
                byLanguage.forEach(
                    (language, n) ->
                        out.warning(
                            "rule_skipped: "
                                + rule
                                + " needs words of '"
                                + language
                                + "' that are not at hand; "
                                + n
                                + " documents were judged without it")));
  }

  private void guard() {
    for (CleanSummary.Unequal u : clean.unequal()) {
      out.warning(
          String.format(
              Locale.ROOT,
              "%s drops %.1f%% of the documents in '%s' and %.1f%% of the corpus: its threshold may"
                  + " not fit the language",
              u.reason(),
              100 * u.share(),
              u.language(),
              100 * u.corpusShare()));
    }
  }

  /** The values behind the reasons that drop most. */
  private void histograms(CleanProfile profile) {
    List<Metric> metrics = new ArrayList<>();
    for (String reason : clean.reasons()) {
      for (CleanRule rule : profile.thresholds().keySet()) {
        boolean shown = metrics.contains(rule.metric()) || metrics.size() >= CHARTS;
        if (rule.code().equals(reason) && !shown) {
          metrics.add(rule.metric());
        }
      }
    }
    for (Metric metric : metrics) {
      Histogram histogram = clean.histograms().get(metric);
      if (histogram != null) {
        histogram(metric, histogram);
      }
    }
  }

  private void histogram(Metric metric, Histogram histogram) {
    List<Object> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    long[] counts = histogram.counts();
    for (int i = 0; i < counts.length; i++) {
      x.add(histogram.edge(i));
      y.add((double) counts[i]);
    }
    out.add(
        new Summary.Chart(
            "values-" + metric.id(),
            "Distribution of " + metric.id(),
            histogram.above() + " documents lie above the right edge",
            Summary.Shape.STEP,
            metric.id(),
            x,
            "documents",
            Format.COUNT,
            List.of(new Summary.Line("documents", y))));
  }

  private void examples(CorpusView view) {
    List<Summary.Group> groups = new ArrayList<>();
    for (String reason : clean.reasons()) {
      List<Summary.Example> shown = new ArrayList<>();
      for (DocumentId id : clean.examples(reason)) {
        view.corpus().find(id).ifPresent(d -> shown.add(example(d)));
      }
      groups.add(new Summary.Group(reason, clean.documents(reason) + " documents", shown));
    }
    if (!groups.isEmpty()) {
      out.add(
          new Summary.Examples(
              "dropped", "Documents that were dropped", "drawn by seed and id", groups));
    }
  }

  private static Summary.Example example(Document document) {
    String text = document.text();
    int points = text.codePointCount(0, text.length());
    String excerpt =
        points <= EXCERPT ? text : text.substring(0, text.offsetByCodePoints(0, EXCERPT)) + "…";
    return new Summary.Example(
        document.id().toString(), document.domain(), excerpt, points + " characters");
  }
}
