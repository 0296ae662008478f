package io.steelyard.vocab.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Tells the report what a comparison found, and writes all of it: {@code parity.jsonl} by
 * vocabulary and language, {@code domains.jsonl} by vocabulary and domain, {@code overlap.jsonl} by
 * pair.
 */
final class CompareReport {
  private static final int WORST = 10;
  private static final int WORST_LANGUAGES = 5;

  private final Job job;
  private final List<Contender> contenders;
  private final Bootstrap bootstrap;

  CompareReport(Job job, List<Contender> contenders) {
    this.job = job;
    this.contenders = contenders;
    this.bootstrap = Bootstrap.of(job.seed());
  }

  private String name(int v) {
    return contenders.get(v).name();
  }

  // ---- aligned lines

  void parity(AlignedTexts texts, int reference, Parity parity) {
    int languages = texts.languages().size();
    Estimate[][] premiums = new Estimate[contenders.size()][languages];
    Estimate[][] against = new Estimate[contenders.size()][languages];
    job.progress().stage("intervals", languages, "languages");
    job.each(
        languages,
        l -> {
          Parity.Estimates estimates = parity.estimates(l);
          for (int v = 0; v < contenders.size(); v++) {
            premiums[v][l] = estimates.premium()[v];
            against[v][l] = estimates.against()[v];
          }
          job.progress().advance(1);
        });
    parityRows(texts, reference, parity, premiums, against);
    spreads(texts, reference, parity);
    curves(texts, reference, parity);
    worstScripts(texts, reference, parity);
    worstLanguages(texts, reference, parity);
    languageTable(texts, parity, premiums, against);
  }

  private void parityRows(
      AlignedTexts texts,
      int reference,
      Parity parity,
      Estimate[][] premiums,
      Estimate[][] against) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int v = 0; v < contenders.size(); v++) {
      for (int l = 0; l < texts.languages().size(); l++) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        row.put("vocabulary", name(v));
        row.put("language", texts.languages().get(l));
        row.put("reference", texts.languages().get(reference));
        row.put("script", texts.scripts().get(l));
        row.put("lines", premiums[v][l].n());
        estimate(row, "premium", premiums[v][l]);
        number(row, "byte-premium", parity.bytePremium(l));
        number(row, "excess", premiums[v][l].value() / parity.bytePremium(l));
        number(row, "bytes-per-token", parity.bytesPerToken(v, l));
        number(row, "words-in-one-token", parity.retained(v, l));
        if (against[v][l] != null) {
          row.put("against", name(0));
          estimate(row, "premium-against", against[v][l]);
        }
        line(rows, row);
      }
    }
    job.file("parity.jsonl", rows.toByteArray());
  }

  private static double mean(double[] premiums) {
    return Arrays.stream(premiums).sum() / premiums.length;
  }

  private static double median(double[] premiums) {
    double[] sorted = premiums.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0
        ? Double.NaN
        : n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  /** Dearest over cheapest, the reference (premium 1) among them. */
  private static double spread(double[] premiums) {
    double most = Math.max(1, Arrays.stream(premiums).max().orElse(1));
    return most / Math.min(1, Arrays.stream(premiums).min().orElse(1));
  }

  private void spreads(AlignedTexts texts, int reference, Parity parity) {
    int whole = parity.wholeLanguages().length;
    String lines =
        whole
            + " of "
            + texts.languages().size()
            + " languages have every line of "
            + texts.languages().get(reference);
    if (whole < 2) {
      job.summary().warning("no language has every line of the reference: no overall premiums");
      return;
    }
    Parity.Overall overall =
        parity.overall(CompareReport::mean, CompareReport::median, CompareReport::spread);
    String[] titles = {"Mean premium", "Median premium", "Dearest over cheapest language"};
    for (int v = 0; v < contenders.size(); v++) {
      job.summary()
          .figure(
              "mean premium, " + name(v),
              overall.of()[0][v].value(),
              Format.NUMBER,
              "of " + whole + " languages");
    }
    for (int s = 0; s < titles.length; s++) {
      job.summary()
          .add(
              new Summary.Estimates(
                  "premiums-" + s,
                  titles[s],
                  s == 0
                      ? "tokens over those of "
                          + texts.languages().get(reference)
                          + " for the same lines; "
                          + lines
                      : "",
                  named(overall.of()[s], 0)))
          .add(
              new Summary.Estimates(
                  "premium-changes-" + s,
                  titles[s] + ", against " + name(0),
                  s == 0
                      ? "ratio to "
                          + name(0)
                          + ", each line drawn for both: below 1 is fairer than "
                          + name(0)
                      : "",
                  named(overall.against()[s], 1)));
    }
  }

  private List<Summary.Named> named(Estimate[] estimates, int from) {
    List<Summary.Named> named = new ArrayList<>();
    for (int v = from; v < estimates.length; v++) {
      named.add(new Summary.Named(name(v), estimates[v]));
    }
    return named;
  }

  /** Languages from the cheapest to the dearest, each vocabulary in its own order. */
  private void curves(AlignedTexts texts, int reference, Parity parity) {
    List<Summary.Line> premiums = new ArrayList<>();
    List<Summary.Line> retained = new ArrayList<>();
    int shown = 0;
    for (int v = 0; v < contenders.size(); v++) {
      int vocabulary = v;
      List<Double> sorted =
          others(texts, reference)
              .mapToObj(l -> parity.premium(vocabulary, l))
              .filter(p -> !p.isNaN())
              .sorted()
              .toList();
      shown = Math.max(shown, sorted.size());
      premiums.add(new Summary.Line(name(v), sorted));
      retained.add(
          new Summary.Line(
              name(v),
              IntStream.range(0, texts.languages().size())
                  .mapToObj(l -> parity.retained(vocabulary, l))
                  .filter(p -> !p.isNaN())
                  .sorted(Comparator.reverseOrder())
                  .toList()));
    }
    job.summary()
        .add(
            new Summary.Chart(
                "parity",
                "Parity",
                "each vocabulary's languages in its own order; 1 is what "
                    + texts.languages().get(reference)
                    + " pays",
                Summary.Shape.LINE,
                "languages, cheapest first",
                ranks(shown),
                "premium",
                Format.NUMBER,
                premiums))
        .add(
            new Summary.Chart(
                "words",
                "Words in one token",
                "share of the words of the aligned lines, each with the space before it",
                Summary.Shape.LINE,
                "languages, best first",
                ranks(retained.get(0).y().size()),
                "share",
                Format.SHARE,
                retained));
  }

  private static IntStream others(AlignedTexts texts, int reference) {
    return IntStream.range(0, texts.languages().size()).filter(l -> l != reference);
  }

  private static List<Object> ranks(int n) {
    List<Object> ranks = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      ranks.add(i);
    }
    return ranks;
  }

  private void worstScripts(AlignedTexts texts, int reference, Parity parity) {
    Map<String, List<Integer>> byScript = new TreeMap<>();
    others(texts, reference)
        .filter(l -> !Double.isNaN(parity.premium(0, l)))
        .forEach(
            l -> byScript.computeIfAbsent(texts.scripts().get(l), s -> new ArrayList<>()).add(l));
    List<String> scripts = new ArrayList<>(byScript.keySet());
    double[][] mean = new double[contenders.size()][scripts.size()];
    for (int v = 0; v < mean.length; v++) {
      for (int s = 0; s < scripts.size(); s++) {
        double sum = 0;
        for (int l : byScript.get(scripts.get(s))) {
          sum += parity.premium(v, l);
        }
        mean[v][s] = sum / byScript.get(scripts.get(s)).size();
      }
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, scripts.size()).boxed().toList());
    order.sort(
        Comparator.comparingDouble(
            (Integer s) ->
                -IntStream.range(0, mean.length).mapToDouble(v -> mean[v][s]).max().orElse(0)));
    List<Integer> worst = order.subList(0, Math.min(WORST, order.size()));
    List<Summary.Line> lines = new ArrayList<>();
    List<Object> columns =
        new ArrayList<>(
            List.of("script", Format.TEXT, "languages", Format.COUNT, "bytes", Format.NUMBER));
    for (int v = 0; v < mean.length; v++) {
      int vocabulary = v;
      lines.add(new Summary.Line(name(v), worst.stream().map(s -> mean[vocabulary][s]).toList()));
      columns.addAll(List.of(name(v), Format.NUMBER));
    }
    job.summary()
        .add(
            new Summary.Chart(
                "worst-scripts",
                "The scripts that pay most",
                "mean premium of a script's languages",
                Summary.Shape.BAR,
                "script",
                worst.stream().map(s -> (Object) scripts.get(s)).toList(),
                "premium",
                Format.NUMBER,
                lines));
    Summary.Table table =
        Summary.table(
            "scripts",
            "Premiums by script",
            "mean over the languages of a script; bytes: what the script alone costs",
            columns.toArray());
    for (int s : order) {
      List<Integer> of = byScript.get(scripts.get(s));
      List<Object> cells = new ArrayList<>(List.of(scripts.get(s), of.size()));
      cells.add(of.stream().mapToDouble(parity::bytePremium).average().orElse(Double.NaN));
      for (double[] of2 : mean) {
        cells.add(of2[s]);
      }
      Summary.row(table, cells.toArray());
    }
    job.summary().add(table);
  }

  private void worstLanguages(AlignedTexts texts, int reference, Parity parity) {
    List<Object> columns = new ArrayList<>(List.of("#", Format.COUNT));
    List<List<Integer>> worst = new ArrayList<>();
    for (int v = 0; v < contenders.size(); v++) {
      int vocabulary = v;
      columns.addAll(List.of(name(v), Format.TEXT));
      worst.add(
          others(texts, reference)
              .boxed()
              .filter(l -> !Double.isNaN(parity.premium(vocabulary, l)))
              .sorted(Comparator.comparingDouble(l -> -parity.premium(vocabulary, l)))
              .limit(WORST_LANGUAGES)
              .toList());
    }
    Summary.Table table =
        Summary.table(
            "worst-languages", "The languages that pay most", "with premium", columns.toArray());
    for (int rank = 0; rank < WORST_LANGUAGES; rank++) {
      List<Object> cells = new ArrayList<>(List.of(rank + 1));
      for (int v = 0; v < contenders.size(); v++) {
        cells.add(
            rank >= worst.get(v).size()
                ? null
                : String.format(
                    Locale.ROOT,
                    "%s, %.2f",
                    texts.languages().get(worst.get(v).get(rank)),
                    parity.premium(v, worst.get(v).get(rank))));
      }
      Summary.row(table, cells.toArray());
    }
    job.summary().add(table);
  }

  private void languageTable(
      AlignedTexts texts, Parity parity, Estimate[][] premiums, Estimate[][] against) {
    List<Object> columns =
        new ArrayList<>(
            List.of("language", Format.TEXT, "script", Format.TEXT, "bytes", Format.NUMBER));
    for (int v = 0; v < contenders.size(); v++) {
      columns.addAll(List.of(name(v), Format.NUMBER, "95%, " + name(v), Format.TEXT));
      if (v > 0) {
        columns.addAll(List.of("over " + name(0) + ", " + name(v), Format.TEXT));
      }
    }
    Summary.Table table =
        Summary.table(
            "languages",
            "Premiums by language",
            "bytes: what the script alone costs; over: ratio to the first vocabulary's premium,"
                + " lines drawn for both",
            columns.toArray());
    IntStream.range(0, texts.languages().size())
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                l -> Double.isNaN(premiums[0][l].value()) ? 1 : -premiums[0][l].value()))
        .forEach(
            l -> {
              List<Object> cells =
                  new ArrayList<>(List.of(texts.languages().get(l), texts.scripts().get(l)));
              cells.add(orNull(parity.bytePremium(l)));
              for (int v = 0; v < contenders.size(); v++) {
                cells.add(orNull(premiums[v][l].value()));
                cells.add(interval(premiums[v][l]));
                if (v > 0) {
                  cells.add(valueAndInterval(against[v][l]));
                }
              }
              Summary.row(table, cells.toArray());
            });
    job.summary().add(table);
  }

  // ---- the corpus

  void corpus(CorpusCosts costs) {
    List<String> domains = costs.domains();
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    List<Object> columns =
        new ArrayList<>(List.of("domain", Format.TEXT, "documents", Format.COUNT));
    List<Summary.Line> bytes = new ArrayList<>();
    List<Summary.Line> words = new ArrayList<>();
    for (int v = 0; v < contenders.size(); v++) {
      columns.addAll(List.of(name(v), Format.NUMBER, "95%, " + name(v), Format.TEXT));
      if (v > 0) {
        columns.addAll(List.of("tokens over " + name(0) + ", " + name(v), Format.TEXT));
      }
      bytes.add(new Summary.Line(name(v), new ArrayList<>()));
      words.add(new Summary.Line(name(v), new ArrayList<>()));
    }
    Summary.Table table =
        Summary.table(
            "domains",
            "Bytes per token by domain",
            costs.part().word()
                + " texts; over: the same documents' tokens over the first vocabulary's",
            columns.toArray());
    for (int d = 0; d < domains.size(); d++) {
      List<Object> cells = new ArrayList<>(List.of(domains.get(d), costs.documents(d)));
      for (int v = 0; v < contenders.size(); v++) {
        Estimate b = costs.bytesPerToken(v, d, bootstrap);
        ObjectNode row = Json.MAPPER.createObjectNode();
        row.put("vocabulary", name(v)).put("domain", domains.get(d));
        row.put("documents", costs.documents(d));
        estimate(row, "bytes-per-token", b);
        number(row, "words-in-one-token", costs.retained(v, d));
        cells.add(orNull(b.value()));
        cells.add(interval(b));
        if (v > 0) {
          Estimate length = costs.lengthAgainst(v, 0, d, bootstrap);
          row.put("against", name(0));
          estimate(row, "length-against", length);
          cells.add(valueAndInterval(length));
        }
        line(rows, row);
        bytes.get(v).y().add(orNull(b.value()));
        words.get(v).y().add(orNull(costs.retained(v, d)));
      }
      Summary.row(table, cells.toArray());
    }
    job.file("domains.jsonl", rows.toByteArray());
    job.summary()
        .add(
            new Summary.Chart(
                "domains-chart",
                "Bytes per token by domain",
                "higher is cheaper",
                Summary.Shape.BAR,
                "domain",
                List.copyOf(domains),
                "bytes per token",
                Format.NUMBER,
                bytes))
        .add(
            new Summary.Chart(
                "domain-words",
                "Words in one token by domain",
                "share of the words, each with the space before it",
                Summary.Shape.BAR,
                "domain",
                List.copyOf(domains),
                "share",
                Format.SHARE,
                words))
        .add(table);
  }

  // ---- the vocabularies themselves

  void vocabularies(Overlap overlap) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    List<Object> columns =
        new ArrayList<>(
            List.of("vocabulary", Format.TEXT, "tokens", Format.COUNT, "only here", Format.SHARE));
    for (int v = 0; v < contenders.size(); v++) {
      columns.addAll(List.of("in " + name(v), Format.SHARE));
    }
    Summary.Table table =
        Summary.table(
            "overlap",
            "What the vocabularies have in common",
            "share of a row's tokens that are in the column's vocabulary, by their bytes; special"
                + " tokens left out",
            columns.toArray());
    for (int a = 0; a < contenders.size(); a++) {
      List<Object> cells = new ArrayList<>(List.of(name(a), overlap.size(a)));
      cells.add((double) overlap.own(a) / overlap.size(a));
      for (int b = 0; b < contenders.size(); b++) {
        cells.add(a == b ? null : (double) overlap.common(a, b) / overlap.size(a));
        if (b > a) {
          ObjectNode row = Json.MAPPER.createObjectNode();
          row.put("a", name(a)).put("b", name(b));
          row.put("tokens-a", overlap.size(a)).put("tokens-b", overlap.size(b));
          row.put("common", overlap.common(a, b));
          number(row, "jaccard", overlap.jaccard(a, b));
          line(rows, row);
        }
      }
      Summary.row(table, cells.toArray());
    }
    job.file("overlap.jsonl", rows.toByteArray());
    job.summary().add(table);
  }

  private static void line(ByteArrayOutputStream rows, ObjectNode row) {
    rows.writeBytes(Json.canonical(row));
    rows.write('\n');
  }

  private static void estimate(ObjectNode row, String name, Estimate e) {
    number(row, name, e.value());
    if (e.interval() != null) {
      row.put(name + "-lo", e.interval().lo());
      row.put(name + "-hi", e.interval().hi());
    }
  }

  private static void number(ObjectNode row, String name, double value) {
    if (Double.isFinite(value)) {
      row.put(name, value);
    } else {
      row.putNull(name);
    }
  }

  private static String interval(Estimate e) {
    return e.interval() == null
        ? null
        : String.format(Locale.ROOT, "%.2f to %.2f", e.interval().lo(), e.interval().hi());
  }

  private static String valueAndInterval(Estimate e) {
    return e.interval() == null
        ? null
        : String.format(
            Locale.ROOT, "%.2f [%.2f, %.2f]", e.value(), e.interval().lo(), e.interval().hi());
  }

  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
