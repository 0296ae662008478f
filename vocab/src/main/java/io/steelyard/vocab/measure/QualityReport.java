package io.steelyard.vocab.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.measure.MeasureStep.MeasuredTexts;
import io.steelyard.vocab.train.WordCounts;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the measures as {@code quality.jsonl}, one row for each vocabulary and domain, and {@code
 * premiums.jsonl}, and tells the report what matters.
 */
final class QualityReport {
  private static final double[] ALPHAS = {1, 2, 2.5, 3, Double.POSITIVE_INFINITY};
  private static final int[] MOST_FREQUENT = {1_000, 10_000};
  private static final int SEEN_OFTEN = 10;

  private final Job job;
  private final Map<String, Tokenizer> vocabularies;
  private final MeasuredTexts texts;
  private final Part part;
  private final Optional<Double> price;
  private final Bootstrap bootstrap;
  private final Estimate[][] bytesPerToken;

  QualityReport(
      Job job,
      Map<String, Tokenizer> vocabularies,
      MeasuredTexts texts,
      Part part,
      Optional<Double> price) {
    this.price = price;
    this.job = job;
    this.vocabularies = vocabularies;
    this.texts = texts;
    this.part = part;
    this.bootstrap = Bootstrap.of(job.seed());
    this.bytesPerToken = new Estimate[vocabularies.size()][texts.domains().size()];
  }

  void write(Map<String, Premiums> premiums, Optional<String> reference) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    List<String> names = List.copyOf(vocabularies.keySet());
    for (int v = 0; v < names.size(); v++) {
      VocabularyShares shares = shares(v);
      for (int d = 0; d < texts.domains().size(); d++) {
        line(rows, row(names.get(v), v, d, shares));
      }
    }
    for (String domain : job.corpus().inventory().domains()) {
      if (!texts.domains().contains(domain)) {
        names.forEach(name -> line(rows, unmeasured(name, domain)));
        job.summary()
            .warning(
                "domain '" + domain + "' has no " + part.word() + " text: it was not measured");
      }
    }
    job.file("quality.jsonl", rows.toByteArray());
    costTable(names);
    costFigures(names);
    vocabularyTable(names);
    if (!premiums.isEmpty()) {
      writePremiums(premiums, reference);
    }
  }

  private VocabularyShares shares(int v) {
    List<TokenUse> uses = new ArrayList<>();
    for (DomainMeasure measure : texts.measures()[v]) {
      uses.add(measure.use);
    }
    return new VocabularyShares(texts.domains(), uses);
  }

  private ObjectNode row(String vocabulary, int v, int d, VocabularyShares shares) {
    DomainMeasure m = texts.measures()[v][d];
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("vocabulary", vocabulary);
    row.put("domain", texts.domains().get(d));
    row.put("part", part.word());
    row.put("documents", m.cost.lines());
    row.put("bytes", m.cost.bytes());
    row.put("tokens", m.cost.tokens());
    row.put("lost", m.cost.lost());
    bytesPerToken[v][d] = m.cost.bytesPerToken(bootstrap);
    estimate(row, "bytes-per-token", bytesPerToken[v][d]);
    estimate(row, "code-points-per-token", m.cost.codePointsPerToken(bootstrap));
    estimate(row, "graphemes-per-token", m.cost.graphemesPerToken(bootstrap));
    estimate(row, "tokens-per-document", m.cost.tokensPerLine(bootstrap));
    if (v > 0) {
      // Normalised sequence length: ours over the first vocabulary's, document by document.
      row.put("length-of", vocabularies.keySet().iterator().next());
      estimate(row, "length", m.cost.lengthAgainst(texts.measures()[0][d].cost, bootstrap));
    }
    if (price.isPresent()) {
      number(
          row,
          "price-of-a-million-characters",
          price.get() * m.cost.tokens() / m.cost.codePoints());
    }
    words(row, texts.words().get(d), tokenizer(v));
    for (double alpha : ALPHAS) {
      number(row, "renyi-efficiency-" + alpha(alpha), m.use.efficiency(alpha));
      number(row, "renyi-efficiency-observed-" + alpha(alpha), m.use.observedEfficiency(alpha));
    }
    // The authors' package calls this "bits": -T log2 |V_observed|.
    row.put("bits", -m.cost.tokens() * StrictMath.log(m.use.seen(1)) / StrictMath.log(2));
    number(row, "average-rank", m.use.averageRank());
    number(
        row,
        "percentile-frequency",
        m.use.percentileFrequency(TokenUse.LOWER_PERCENTILE, TokenUse.UPPER_PERCENTILE));
    number(row, "average-log-probability", m.use.averageLogProbability());
    row.put("types-seen", m.use.seen(1));
    row.put("types-seen-often", m.use.seen(SEEN_OFTEN));
    String domain = texts.domains().get(d);
    row.put("types-allocated", shares.allocation().get(domain));
    row.put("types-exclusive", shares.exclusive().get(domain));
    return row;
  }

  /** A domain without text of the part: it is named, with nothing measured. */
  private ObjectNode unmeasured(String vocabulary, String domain) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("vocabulary", vocabulary);
    row.put("domain", domain);
    row.put("part", part.word());
    row.put("documents", 0).put("bytes", 0).put("tokens", 0);
    row.putNull("bytes-per-token").putNull("fertility");
    return row;
  }

  private Tokenizer tokenizer(int v) {
    return List.copyOf(vocabularies.values()).get(v);
  }

  private static void words(ObjectNode row, WordCounts words, Tokenizer tokenizer) {
    long[] counts = new long[words.size()];
    int[] tokens = new int[words.size()];
    for (int w = 0; w < counts.length; w++) {
      counts[w] = words.count(w);
      tokens[w] = tokenizer.count(words.word(w));
    }
    WordCost cost = WordCost.of(counts, tokens);
    row.put("words", cost.occurrences());
    row.put("word-types", cost.types());
    number(row, "fertility", cost.fertility());
    number(row, "fertility-of-types", cost.typeFertility());
    number(row, "continued-words", cost.continued());
    number(row, "single-token-retention", cost.retained());
    number(row, "single-token-retention-of-types", cost.typeRetained());
    for (int n : MOST_FREQUENT) {
      WordCost most = WordCost.ofMostFrequent(counts, tokens, n);
      number(row, "single-token-retention-of-top-" + n, most.typeRetained());
    }
  }

  private void costTable(List<String> names) {
    List<Object> columns =
        new ArrayList<>(List.of("domain", Format.TEXT, "documents", Format.COUNT));
    for (String name : names) {
      Collections.addAll(columns, name, Format.NUMBER, "interval, " + name, Format.TEXT);
    }
    if (names.size() > 1) {
      Collections.addAll(columns, "change against " + names.get(1), Format.SHARE);
    }
    Summary.Table table =
        Summary.table(
            "bytes-per-token",
            "Bytes per token",
            "on " + part.word() + " texts; 95% intervals from resampled documents",
            columns.toArray());
    List<Summary.Line> lines = new ArrayList<>();
    for (int d = 0; d < texts.domains().size(); d++) {
      List<Object> cells = new ArrayList<>();
      cells.add(texts.domains().get(d));
      cells.add(texts.measures()[0][d].cost.lines());
      for (int v = 0; v < names.size(); v++) {
        Estimate e = bytesPerToken[v][d];
        cells.add(value(e));
        cells.add(
            e.interval() == null
                ? null
                : String.format(
                    java.util.Locale.ROOT, "%.2f to %.2f", e.interval().lo(), e.interval().hi()));
      }
      if (names.size() > 1) {
        Double ours = value(bytesPerToken[0][d]);
        Double theirs = value(bytesPerToken[1][d]);
        cells.add(ours == null || theirs == null ? null : ours / theirs - 1);
      }
      Summary.row(table, cells.toArray());
    }
    for (int v = 0; v < names.size(); v++) {
      List<Double> y = new ArrayList<>();
      for (Estimate e : bytesPerToken[v]) {
        y.add(value(e));
      }
      lines.add(new Summary.Line(names.get(v), y));
    }
    job.summary()
        .add(
            new Summary.Chart(
                "bytes-per-token-chart",
                "Bytes per token by domain",
                "higher is cheaper",
                Summary.Shape.BAR,
                "domain",
                List.copyOf(texts.domains()),
                "bytes per token",
                Format.NUMBER,
                lines))
        .add(table);
  }

  private void costFigures(List<String> names) {
    for (int v = 0; v < names.size(); v++) {
      int worst = -1;
      int best = -1;
      for (int d = 0; d < texts.domains().size(); d++) {
        Double b = value(bytesPerToken[v][d]);
        if (b == null) {
          continue;
        }
        worst = worst < 0 || b < bytesPerToken[v][worst].value() ? d : worst;
        best = best < 0 || b > bytesPerToken[v][best].value() ? d : best;
      }
      if (worst >= 0) {
        String name = names.get(v);
        job.summary()
            .figure(
                "bytes per token, worst, " + name,
                bytesPerToken[v][worst].value(),
                Format.NUMBER,
                texts.domains().get(worst))
            .figure(
                "bytes per token, best, " + name,
                bytesPerToken[v][best].value(),
                Format.NUMBER,
                texts.domains().get(best));
      }
    }
  }

  private void vocabularyTable(List<String> names) {
    Summary.Table table =
        Summary.table(
            "vocabularies",
            "The vocabularies",
            "allocation: each used token counted for the domain it is most at home in",
            "vocabulary",
            Format.TEXT,
            "tokens",
            Format.COUNT,
            "used",
            Format.COUNT,
            "Renyi efficiency (2.5)",
            Format.NUMBER,
            "allocation entropy",
            Format.NUMBER,
            "allocation Gini",
            Format.NUMBER,
            "shared by domains",
            Format.SHARE,
            "not reached alone",
            Format.COUNT,
            "parts of characters",
            Format.COUNT);
    for (int v = 0; v < names.size(); v++) {
      TokenUse all = new TokenUse(tokenizer(v).size());
      long lost = 0;
      for (DomainMeasure m : texts.measures()[v]) {
        all.merge(m.use);
        lost += m.cost.lost();
      }
      VocabularyShares shares = shares(v);
      Skew balance = shares.balance();
      TokenAudit audit = TokenAudit.of(tokenizer(v));
      Summary.row(
          table,
          names.get(v),
          all.vocabularySize(),
          all.seen(1),
          orNull(all.efficiency(2.5)),
          orNull(balance.normalisedEntropy()),
          orNull(balance.gini()),
          orNull(shares.sharedByTwo()),
          audit.count(TokenAudit.Category.UNREACHABLE_SPECIAL)
              + audit.count(TokenAudit.Category.UNREACHABLE_SINGLE)
              + audit.count(TokenAudit.Category.UNREACHABLE_MULTI),
          audit.count(TokenAudit.Category.UNDECODABLE));
      if (lost > 0) {
        job.summary()
            .warning(
                lost
                    + " documents do not come back from their tokens in vocabulary '"
                    + names.get(v)
                    + "'");
      }
    }
    job.summary().add(table);
  }

  private void writePremiums(Map<String, Premiums> premiums, Optional<String> wanted) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    premiums.forEach(
        (vocabulary, p) -> {
          String reference = wanted.orElse(p.languages().get(0));
          List<Summary.Named> shown = new ArrayList<>();
          for (Premiums.Premium premium : p.all(reference, bootstrap)) {
            ObjectNode row = Json.MAPPER.createObjectNode();
            row.put("vocabulary", vocabulary);
            row.put("language", premium.language());
            row.put("reference", reference);
            row.put("lines", premium.lines());
            estimate(row, "premium", premium.ofSums());
            number(row, "mean-of-ratios", premium.meanOfRatios());
            number(row, "byte-premium", premium.bytePremium());
            number(row, "excess", premium.excess());
            line(rows, row);
            shown.add(new Summary.Named(premium.language(), premium.ofSums()));
          }
          Skew skew = p.skew();
          job.summary()
              .add(
                  new Summary.Estimates(
                      "premiums-" + vocabulary,
                      "Premiums against " + reference + ", " + vocabulary,
                      "tokens for the same lines; "
                          + p.commonLines()
                          + " lines that all languages have, Gini "
                          + String.format(java.util.Locale.ROOT, "%.3f", skew.gini()),
                      shown));
        });
    job.file("premiums.jsonl", rows.toByteArray());
    writeSpreads(premiums);
  }

  /** Dearest over cheapest language of each vocabulary, and of the first against the others. */
  private void writeSpreads(Map<String, Premiums> premiums) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    List<Summary.Named> shown = new ArrayList<>();
    List<String> names = List.copyOf(premiums.keySet());
    Premiums first = premiums.get(names.get(0));
    for (String name : names) {
      Estimate spread = premiums.get(name).spread(bootstrap);
      line(rows, spread(name, null, premiums.get(name), spread));
      shown.add(new Summary.Named(name, spread));
    }
    for (String other : names.subList(1, names.size())) {
      Estimate change = first.spreadAgainst(premiums.get(other), bootstrap);
      line(rows, spread(names.get(0), other, first, change));
      shown.add(new Summary.Named(names.get(0) + " / " + other, change));
    }
    job.file("premium-spread.jsonl", rows.toByteArray());
    job.summary()
        .add(
            new Summary.Estimates(
                "premium-spread",
                "Dearest over cheapest language",
                "tokens for the same "
                    + first.commonLines()
                    + " lines in "
                    + first.languages().size()
                    + " languages; 95% intervals, each line drawn for all languages and"
                    + " vocabularies at once",
                shown));
  }

  private static ObjectNode spread(String name, String against, Premiums of, Estimate spread) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("vocabulary", name);
    row.put("against", against);
    row.put("lines", of.commonLines());
    if (against == null && of.commonLines() > 0) {
      number(row, "gini", of.skew().gini());
      number(row, "coefficient-of-variation", of.coefficientOfVariation());
    }
    estimate(row, "spread", spread);
    return row;
  }

  static void line(ByteArrayOutputStream rows, ObjectNode row) {
    rows.writeBytes(Json.canonical(row));
    rows.write('\n');
  }

  static void estimate(ObjectNode row, String name, Estimate e) {
    number(row, name, e.value());
    if (e.interval() != null) {
      row.put(name + "-lo", e.interval().lo());
      row.put(name + "-hi", e.interval().hi());
    }
  }

  /** Null where a measure does not exist: a row with no text says so instead of giving 0. */
  static void number(ObjectNode row, String name, double value) {
    if (Double.isNaN(value)) {
      row.putNull(name);
    } else {
      row.put(name, value);
    }
  }

  private static Double value(Estimate e) {
    return orNull(e.value());
  }

  static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static String alpha(double alpha) {
    return alpha == Double.POSITIVE_INFINITY
        ? "infinity"
        : alpha == Math.rint(alpha) ? Long.toString((long) alpha) : Double.toString(alpha);
  }
}
