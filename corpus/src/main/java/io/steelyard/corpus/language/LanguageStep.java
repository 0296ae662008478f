package io.steelyard.corpus.language;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Labels each document with its language, and on request counts it under that. */
@Method(
    name = "corpus.language",
    about = "Identifies the language of each document; may make it the domain.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VERDICTS,
    source = "Apache OpenNLP language detector 1.8.3 (99 languages)",
    version = 2)
public record LanguageStep(
    @Setting(value = "count each document under its language from here on", or = "false")
        boolean asDomain,
    @Setting(value = "look only at documents of these domains; empty: all", or = "")
        List<String> domains,
    @Setting(value = "choose only from these languages (de, fr, ...); empty: all 99", or = "")
        List<String> languages,
    @Setting(value = "keep only these languages; others are dropped as 'language'", or = "")
        List<String> keep,
    @Setting(value = "below this score the label is 'und' (unknown), never a drop", or = "0%")
        Share minimumScore,
    @Setting(value = "how many characters of a document are looked at", or = "500") int window)
    implements Step {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("language", "ISO 639 code, und if unknown, null if not looked at"),
          Column.number("language_score", "probability over the candidates, 0 to 1"),
          Column.text("language_top3", "the three best guesses with their scores"),
          Column.flag("language_script_mismatch", "most letters are not in a script of it"));

  public LanguageStep {
    List<String> wanted = new ArrayList<>(languages);
    wanted.addAll(keep);
    wanted.remove(Guess.UNKNOWN);
    new LanguageIdentifier(wanted, window);
  }

  @Override
  public void run(Job job) {
    job.judge(
        COLUMNS,
        shard -> {
          LanguageIdentifier identifier = new LanguageIdentifier(languages, window);
          return document -> judge(document, identifier);
        });
    summarise(job);
  }

  private Verdict judge(Document document, LanguageIdentifier identifier) {
    if (!domains.isEmpty() && !domains.contains(document.domain())) {
      return Verdict.keep(document, null, null, null, null);
    }
    List<Guess> guesses = identifier.ranked(document.text(), 3);
    Guess best = guesses.get(0);
    String language = best.score() < minimumScore.value() ? Guess.UNKNOWN : best.language();
    StringBuilder top = new StringBuilder();
    for (Guess guess : guesses) {
      top.append(top.length() == 0 ? "" : " ").append(guess.language()).append(' ');
      top.append(String.format(java.util.Locale.ROOT, "%.3f", guess.score()));
    }
    boolean mismatch =
        !language.equals(Guess.UNKNOWN)
            && !LanguageIdentifier.scriptFits(document.text(), language, window);
    Object[] scores = {language, best.score(), top.toString(), mismatch};
    boolean wanted = keep.isEmpty() || keep.contains(language);
    Verdict verdict =
        wanted ? Verdict.keep(document, scores) : Verdict.drop(document, "language", scores);
    return asDomain ? verdict.inDomain(language) : verdict;
  }

  @Override
  public void foresee(Forecast forecast) {
    forecast.work(forecast.documents(), 900); // documents a second and core, as in the demo
    LanguageIdentifier identifier = new LanguageIdentifier(languages, window);
    forecast.each(
        document -> {
          Verdict verdict = judge(document, identifier);
          if (verdict.reason() != null) {
            return null;
          }
          String language = (String) verdict.scores()[0];
          Map<String, Object> metadata = new TreeMap<>(document.metadata());
          if (language != null) {
            metadata.put("language", language);
          }
          return new Document(
              document.id(),
              asDomain && language != null ? language : document.domain(),
              document.part(),
              document.text(),
              document.externalId(),
              metadata);
        });
  }

  private void summarise(Job job) {
    Ledger ledger = job.ledger();
    Summary summary = job.summary();
    if (!asDomain) {
      summary.figure("documents looked at", ledger.total().in.documents, Format.COUNT);
      return;
    }
    Map<String, Long> documents = new TreeMap<>();
    Map<String, Long> bytes = new TreeMap<>();
    ledger
        .domains()
        .forEach(
            (domain, account) ->
                account.movedTo.forEach(
                    (language, amount) -> {
                      documents.merge(language, amount.documents, Long::sum);
                      bytes.merge(language, amount.bytes, Long::sum);
                    }));
    Counts found = Counts.of(documents);
    Skew skew = Skew.of(found);
    summary.figure("languages found", found.size(), Format.COUNT);
    Summary.Table table =
        Summary.table(
            "languages",
            "Languages found",
            String.format(
                java.util.Locale.ROOT,
                "%.1f effective languages; largest to smallest %.0f:1",
                skew.effectiveDomains(),
                skew.maxMinRatio()),
            "language",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "bytes",
            Format.BYTES);
    documents.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .forEach(e -> Summary.row(table, e.getKey(), e.getValue(), bytes.get(e.getKey())));
    summary.add(table);
    long unknown = documents.getOrDefault(Guess.UNKNOWN, 0L);
    if (unknown > 0) {
      summary.warning(unknown + " documents have no known language; they stay, under 'und'.");
    }
  }
}
