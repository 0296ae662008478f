package io.steelyard.vocab.measure;

import static io.steelyard.vocab.measure.QualityReport.estimate;
import static io.steelyard.vocab.measure.QualityReport.line;
import static io.steelyard.vocab.measure.QualityReport.number;
import static io.steelyard.vocab.measure.QualityReport.orNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes what {@link Probe} saw ({@code probes.jsonl} by vocabulary and domain, {@code
 * scripts.jsonl} by vocabulary and script), what each vocabulary is made of ({@code
 * vocabularies.jsonl}), and how far apart the domains' tokens are ({@code divergences.jsonl}).
 */
final class ProbeReport {
  /** A matrix with more columns is a table of the farthest and nearest pairs instead. */
  private static final int MOST_COLUMNS = 24;

  private static final int EXAMPLES = 20;

  private final Job job;
  private final List<String> names;
  private final List<Tokenizer> tokenizers;
  private final MeasureStep.MeasuredTexts texts;
  private final Bootstrap bootstrap;

  ProbeReport(Job job, Map<String, Tokenizer> vocabularies, MeasureStep.MeasuredTexts texts) {
    this.job = job;
    this.names = List.copyOf(vocabularies.keySet());
    this.tokenizers = List.copyOf(vocabularies.values());
    this.texts = texts;
    this.bootstrap = Bootstrap.of(job.seed());
  }

  void write() {
    probes();
    scripts();
    vocabularies();
    divergences();
  }

  private Probe probe(int v, int d) {
    return texts.measures()[v][d].probe;
  }

  private void probes() {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    Summary.Table stable =
        Summary.table(
            "stability",
            "What small changes of a text cost",
            "tokens after the change over tokens before it; cuts: places inside a text where the"
                + " two halves, encoded apart, are not the tokens of the whole",
            "domain",
            Format.TEXT,
            "vocabulary",
            Format.TEXT,
            "NFD over NFC",
            Format.NUMBER,
            "in capitals",
            Format.NUMBER,
            "in small letters",
            Format.NUMBER,
            "unchanged by a space after it",
            Format.SHARE,
            "broken cuts",
            Format.SHARE,
            "tokens of whole characters",
            Format.SHARE);
    Summary.Table numbers =
        Summary.table(
            "numbers",
            "How numbers are cut",
            "F1 of cuts against thousands; agreement: the commonest cut among numbers of four"
                + " digits",
            "domain",
            Format.TEXT,
            "vocabulary",
            Format.TEXT,
            "tokens of digits",
            Format.COUNT,
            "digits per token",
            Format.NUMBER,
            "F1 of thousands",
            Format.NUMBER,
            "four-digit agreement",
            Format.SHARE);
    for (int d = 0; d < texts.domains().size(); d++) {
      for (int v = 0; v < names.size(); v++) {
        line(rows, probeRow(v, d));
        Stability s = probe(v, d).stability;
        Summary.row(
            stable,
            texts.domains().get(d),
            names.get(v),
            value(s.nfd),
            value(s.upper),
            value(s.lower),
            value(s.trailingSpace),
            value(s.brokenCuts),
            value(probe(v, d).wholeCharacters));
        DigitUse digits = probe(v, d).digits;
        Summary.row(
            numbers,
            texts.domains().get(d),
            names.get(v),
            tokens(digits),
            orNull(digitsPerToken(digits)),
            orNull(digits.groups.f1()),
            orNull(digits.fourDigitAgreement()));
      }
    }
    job.file("probes.jsonl", rows.toByteArray());
    job.summary().add(stable).add(numbers);
  }

  private ObjectNode probeRow(int v, int d) {
    Probe probe = probe(v, d);
    Stability s = probe.stability;
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("vocabulary", names.get(v));
    row.put("domain", texts.domains().get(d));
    row.put("texts", s.nfcSame.below());
    estimate(row, "bytes-per-token-by-text", millionths(probe.bytesPerTokenByText));
    estimate(row, "fertility", probe.fertility.estimate(bootstrap));
    estimate(row, "single-token-retention", probe.retained.estimate(bootstrap));
    estimate(row, "same-in-nfc", s.nfcSame.estimate(bootstrap));
    estimate(row, "same-in-nfd-and-nfc", s.nfdSame.estimate(bootstrap));
    estimate(row, "nfd-over-nfc", s.nfd.estimate(bootstrap));
    estimate(row, "upper-case", s.upper.estimate(bootstrap));
    estimate(row, "lower-case", s.lower.estimate(bootstrap));
    estimate(row, "same-before-a-space", s.trailingSpace.estimate(bootstrap));
    estimate(row, "broken-cuts", s.brokenCuts.estimate(bootstrap));
    estimate(row, "whole-characters", probe.wholeCharacters.estimate(bootstrap));
    estimate(row, "indentation-bytes-per-token", probe.indentation.estimate(bootstrap));
    number(row, "follower-efficiency", probe.followers.efficiency());
    number(row, "thousands-f1", probe.digits.groups.f1());
    number(row, "four-digit-agreement", probe.digits.fourDigitAgreement());
    ObjectNode lengths = row.putObject("tokens-by-digits");
    long[] byDigits = probe.digits.tokensByDigits();
    for (int n = 1; n < byDigits.length; n++) {
      if (byDigits[n] > 0) {
        lengths.put(n == DigitUse.MOST ? n + "+" : Integer.toString(n), byDigits[n]);
      }
    }
    return row;
  }

  private Estimate millionths(BucketedRatio ratio) {
    Estimate e = ratio.estimate(bootstrap);
    return e.interval() == null
        ? new Estimate(e.value() / 1e6, e.n(), null, e.basis(), e.status())
        : new Estimate(
            e.value() / 1e6,
            e.n(),
            new io.steelyard.core.stats.Interval(
                e.interval().lo() / 1e6,
                e.interval().hi() / 1e6,
                e.interval().level(),
                e.interval().method()),
            e.basis(),
            e.status());
  }

  private static Double value(BucketedRatio ratio) {
    return orNull((double) ratio.above() / ratio.below());
  }

  private static long tokens(DigitUse digits) {
    return java.util.Arrays.stream(digits.tokensByDigits()).sum();
  }

  private static double digitsPerToken(DigitUse digits) {
    long[] byDigits = digits.tokensByDigits();
    long sum = 0;
    for (int n = 1; n < byDigits.length; n++) {
      sum += n * byDigits[n];
    }
    return (double) sum / tokens(digits);
  }

  private void scripts() {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    Summary.Table table =
        Summary.table(
            "scripts",
            "How scripts are covered",
            "parts: characters that no one token holds whole; unknown: characters without tokens",
            "vocabulary",
            Format.TEXT,
            "script",
            Format.TEXT,
            "bytes",
            Format.BYTES,
            "parts",
            Format.SHARE,
            "unknown",
            Format.SHARE);
    for (int v = 0; v < names.size(); v++) {
      ScriptCover all = new ScriptCover();
      for (int d = 0; d < texts.domains().size(); d++) {
        all.merge(probe(v, d).scripts);
      }
      String name = names.get(v);
      all.scripts()
          .forEach(
              (script, bytes) -> {
                ObjectNode row = Json.MAPPER.createObjectNode();
                row.put("vocabulary", name).put("script", script).put("bytes", bytes.all);
                row.put("parts", bytes.parts).put("unknown", bytes.unknown);
                line(rows, row);
                Summary.row(
                    table,
                    name,
                    script,
                    bytes.all,
                    (double) bytes.parts / bytes.all,
                    (double) bytes.unknown / bytes.all);
              });
    }
    job.file("scripts.jsonl", rows.toByteArray());
    job.summary().add(table);
  }

  private TokenUse use(int v) {
    TokenUse all = new TokenUse(tokenizers.get(v).size());
    for (DomainMeasure measure : texts.measures()[v]) {
      all.merge(measure.use);
    }
    return all;
  }

  private VocabularyShares shares(int v) {
    List<TokenUse> uses = new ArrayList<>();
    for (DomainMeasure measure : texts.measures()[v]) {
      uses.add(measure.use);
    }
    return new VocabularyShares(texts.domains(), uses);
  }

  private void vocabularies() {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int v = 0; v < names.size(); v++) {
      Tokenizer tokenizer = tokenizers.get(v);
      TokenUse use = use(v);
      TokenAudit audit = TokenAudit.of(tokenizer);
      Skew balance = shares(v).balance();
      ObjectNode row = Json.MAPPER.createObjectNode();
      row.put("vocabulary", names.get(v));
      row.put("size", tokenizer.size());
      row.put("seen", use.seen(1)).put("seen-often", use.seen(10));
      row.put("dead", tokenizer.size() - use.seen(1));
      for (TokenAudit.Category category : TokenAudit.Category.values()) {
        row.put(
            category.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
            audit.count(category));
      }
      row.put("reachable-after-space", audit.reachableAfterSpace());
      row.put("contextual", contextual(audit, use));
      row.put("repeated-forms", audit.repeatedForms());
      number(row, "average-rank", use.averageRank());
      number(row, "allocation-entropy", balance.normalisedEntropy());
      number(row, "allocation-gini", balance.gini());
      number(row, "shared", shares(v).sharedByTwo());
      var lengths = row.putArray("tokens-by-bytes");
      for (int n : audit.lengths()) {
        lengths.add(n);
      }
      if (tokenizer.parts().model() instanceof BytePairEncoder encoder) {
        int[] scaffolds = Scaffolds.of(encoder.model(), use);
        row.put("scaffolds", scaffolds.length);
        var shown = row.putArray("scaffold-examples");
        for (int i = 0; i < Math.min(EXAMPLES, scaffolds.length); i++) {
          shown.add(new String(tokenizer.token(scaffolds[i]), StandardCharsets.UTF_8));
        }
      }
      line(rows, row);
    }
    job.file("vocabularies.jsonl", rows.toByteArray());
  }

  /** Tokens that alone do not encode to themselves and yet occur in the text. */
  private static int contextual(TokenAudit audit, TokenUse use) {
    int n = 0;
    for (int v = 0; v < use.vocabularySize(); v++) {
      TokenAudit.Category category = audit.category(v);
      boolean alone =
          category == TokenAudit.Category.UNREACHABLE_MULTI
              || category == TokenAudit.Category.UNREACHABLE_SPECIAL
              || category == TokenAudit.Category.UNREACHABLE_SINGLE;
      n += alone && use.count(v) > 0 ? 1 : 0;
    }
    return n;
  }

  private void divergences() {
    List<String> domains = texts.domains();
    if (domains.size() < 2) {
      return;
    }
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int v = 0; v < names.size(); v++) {
      VocabularyShares shares = shares(v);
      double[][] matrix = new double[domains.size()][domains.size()];
      for (int a = 0; a < domains.size(); a++) {
        for (int b = a + 1; b < domains.size(); b++) {
          matrix[a][b] = shares.divergence(domains.get(a), domains.get(b));
          matrix[b][a] = matrix[a][b];
          ObjectNode row = Json.MAPPER.createObjectNode();
          row.put("vocabulary", names.get(v));
          row.put("a", domains.get(a)).put("b", domains.get(b));
          number(row, "jensen-shannon", matrix[a][b]);
          line(rows, row);
        }
      }
      if (v == 0 && domains.size() <= MOST_COLUMNS) {
        job.summary().add(matrix(names.get(v), matrix));
      }
    }
    job.file("divergences.jsonl", rows.toByteArray());
  }

  private Summary.Table matrix(String name, double[][] matrix) {
    List<Object> columns = new ArrayList<>(List.of("domain", Format.TEXT));
    texts.domains().forEach(domain -> columns.addAll(List.of(domain, Format.NUMBER)));
    Summary.Table table =
        Summary.table(
            "divergences",
            "How far apart the domains' tokens are, " + name,
            "Jensen-Shannon divergence, base 2: 0 the same tokens, 1 none in common",
            columns.toArray());
    for (int a = 0; a < matrix.length; a++) {
      List<Object> cells = new ArrayList<>(List.of(texts.domains().get(a)));
      for (int b = 0; b < matrix.length; b++) {
        cells.add(a == b ? null : orNull(matrix[a][b]));
      }
      Summary.row(table, cells.toArray());
    }
    return table;
  }

  /** Single-token retention over a list, each word once, as its paper defines it. */
  void words(List<String> words, boolean space) {
    Summary.Table table =
        Summary.table(
            "word-list",
            "Words of the list in one token",
            "each word counts once, " + (space ? "with a space before it" : "with no space"),
            "vocabulary",
            Format.TEXT,
            "words",
            Format.COUNT,
            "in one token",
            Format.SHARE);
    for (int v = 0; v < names.size(); v++) {
      Tokenizer tokenizer = tokenizers.get(v);
      long single = words.stream().filter(w -> tokenizer.count(space ? " " + w : w) == 1).count();
      Summary.row(table, names.get(v), words.size(), (double) single / words.size());
    }
    job.summary().add(table);
  }

  void morphemes(Map<String, List<String>> words) {
    Summary.Table table =
        Summary.table(
            "borders",
            "Borders between the parts of words",
            words.size() + " words, each with a space before it",
            "vocabulary",
            Format.TEXT,
            "precision",
            Format.SHARE,
            "recall",
            Format.SHARE,
            "F1",
            Format.NUMBER);
    for (int v = 0; v < names.size(); v++) {
      BorderScore score = BorderScore.of(words, tokenizers.get(v));
      Summary.row(
          table,
          names.get(v),
          orNull(score.precision()),
          orNull(score.recall()),
          orNull(score.f1()));
    }
    job.summary().add(table);
  }
}
