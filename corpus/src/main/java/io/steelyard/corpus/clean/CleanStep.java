package io.steelyard.corpus.clean;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Duck;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges documents by cleaning rules and keeps every value that a rule looked at.
 *
 * <p>Text is not changed: C4's line rules count here as if applied, {@code corpus.trim-lines}
 * applies them.
 */
@Method(
    name = "corpus.clean",
    about = "Drops documents that break quality rules (Gopher, C4, FineWeb, NeMo, Data-Juicer).",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VERDICTS,
    source = "arXiv:2112.11446, table A1 and section A.1.1; JMLR 21-140; arXiv:2406.17557")
public record CleanStep(
    @Setting(
            value =
                "named set of rules: gopher, c4, fineweb, fineweb2, nemo or data-juicer; used where"
                    + " rules is empty",
            or = "gopher")
        String profile,
    @Setting(
            value =
                "groups (repetition, length, symbols, stop-words, quality, c4, mc4, lines, nemo,"
                    + " data-juicer) or reason codes, in the order in which they are checked",
            or = "")
        List<String> rules,
    @Setting(value = "reason codes of rules to leave out", or = "") List<String> without,
    @Setting(value = "thresholds by reason code that replace the published ones", or = "")
        Map<String, Double> thresholds,
    @Setting(
            value = "FineWeb2's published thresholds for Hindi, Chinese and Thai, or none",
            or = "none")
        OwnThresholds languageThresholds,
    @Setting(
            value = "filter stops at the first broken rule; annotate measures all and drops none",
            or = "filter")
        Cleaner.Mode mode,
    @Setting(value = "how words are cut: unicode or whitespace", or = "unicode") SplitterKind words,
    @Setting(
            value =
                "language of all documents; otherwise a step's score, the field language or lang,"
                    + " or the domain")
        Optional<String> language,
    @Setting(value = "C4: whether a line must end in . ? ! or a quote (FineWeb: no)", or = "true")
        boolean endMarks,
    @Setting(
            value = "C4: whether a curly bracket drops the document; no for program code",
            or = "true")
        boolean curlyBracket,
    @Setting(value = "occurrences from which on a top n-gram counts; 1 is Gopher's rule", or = "1")
        int topNgramMinCount,
    @Setting(value = "longest line that is short, in characters (FineWeb: 30)", or = "30")
        int shortLine,
    @Setting(value = "domains whose documents pass unjudged, such as program code", or = "")
        List<String> except,
    @Setting(value = "dropped documents shown per reason", or = "3") int examples)
    implements Step {

  /** Thresholds that belong to one language. */
  public enum OwnThresholds {
    NONE,
    FINEWEB2
  }

  private static final String LANGUAGE = "rule_language";
  private static final String SKIPPED = "rule_skipped";

  /** What {@link #SKIPPED} says of a document in an excepted domain. */
  private static final String NOT_JUDGED = "not_judged";

  public CleanStep {
    if (examples < 1) {
      throw new IllegalArgumentException("examples must be at least 1, was " + examples);
    }
    profile(profile, rules, without, thresholds, topNgramMinCount, shortLine);
  }

  private static CleanProfile profile(
      String name,
      List<String> rules,
      List<String> without,
      Map<String, Double> thresholds,
      int topNgramMinCount,
      int shortLine) {
    CleanProfile p = settings("profile", () -> CleanProfile.named(name));
    if (!rules.isEmpty()) {
      p =
          settings(
              "rules", () -> CleanProfile.of(name, rules).withC4(CleanProfile.named(name).c4()));
    }
    CleanProfile chosen = p;
    p = settings("without", () -> chosen.without(without.toArray(String[]::new)));
    for (Map.Entry<String, Double> e : thresholds.entrySet()) {
      CleanProfile before = p;
      p = settings("thresholds", () -> before.withThreshold(e.getKey(), e.getValue()));
    }
    return new CleanProfile(p.name(), p.thresholds(), p.c4(), shortLine, topNgramMinCount);
  }

  /** Puts the setting's name before a message. */
  private static CleanProfile settings(
      String setting, java.util.function.Supplier<CleanProfile> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
    }
  }

  CleanProfile profileOfRules() {
    CleanProfile p = profile(profile, rules, without, thresholds, topNgramMinCount, shortLine);
    C4Settings c = p.c4();
    return p.withC4(
        new C4Settings(
            c.endMark() && endMarks,
            c.citations(),
            c.maxWordLength(),
            c.minWordsPerLine(),
            c.javascript(),
            c.policy(),
            c.loremIpsum(),
            c.curlyBracket() && curlyBracket));
  }

  private LanguageRules languageRules() {
    return languageThresholds == OwnThresholds.FINEWEB2
        ? LanguageRules.standard().withThresholds(LanguageThresholds.fineWeb2())
        : LanguageRules.standard();
  }

  @Override
  public void run(Job job) {
    CleanProfile profile = profileOfRules();
    List<Metric> metrics = metrics(profile);
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text(LANGUAGE, "language whose stop words and thresholds were used"));
    columns.add(Column.text(SKIPPED, "codes of rules that could not run for the language"));
    metrics.forEach(m -> columns.add(Column.number(m.id(), "value of the cleaning rules")));
    DocumentLanguage languages = new DocumentLanguage(language.orElse(null));
    CorpusView view = job.corpus();
    job.judge(
        columns,
        languages.scores(view),
        shard -> {
          Cleaner cleaner = new Cleaner(profile, mode, languageRules(), words.create());
          return (document, scores) ->
              except.contains(document.domain())
                  ? pass(document, metrics)
                  : judge(cleaner, document, languages.of(document, scores), metrics);
        });
    new CleanReport(summarise(job, profile, metrics), job.summary()).write(view, profile);
  }

  @Override
  public void foresee(Forecast forecast) {
    forecast.work(forecast.bytes(), 10e6); // text bytes a second and core, as in the demo
    DocumentLanguage languages = new DocumentLanguage(language.orElse(null));
    Cleaner cleaner = new Cleaner(profileOfRules(), mode, languageRules(), words.create());
    forecast.each(
        document ->
            except.contains(document.domain())
                    || cleaner.clean(document.text(), languages.of(document, new Object[0])).keep()
                ? document
                : null);
  }

  private static Verdict pass(Document document, List<Metric> metrics) {
    Object[] scores = new Object[metrics.size() + 2];
    scores[1] = NOT_JUDGED;
    return Verdict.keep(document, scores);
  }

  private static Verdict judge(
      Cleaner cleaner, Document document, String language, List<Metric> metrics) {
    CleanVerdict verdict = cleaner.clean(document.text(), language);
    Object[] scores = new Object[metrics.size() + 2];
    scores[0] = language;
    scores[1] = verdict.skipped().isEmpty() ? null : String.join(",", verdict.skipped());
    for (int i = 0; i < metrics.size(); i++) {
      double value = verdict.value(metrics.get(i));
      scores[i + 2] = Double.isNaN(value) ? null : value;
    }
    return verdict.keep()
        ? Verdict.keep(document, scores)
        : Verdict.drop(document, verdict.reason(), scores);
  }

  /** All values of the families that the rules look at, in the order of {@link Metric}. */
  private static List<Metric> metrics(CleanProfile profile) {
    List<Family> families = profile.families();
    Set<Metric> metrics = new TreeSet<>();
    for (Metric metric : Metric.values()) {
      if (families.contains(metric.family())) {
        metrics.add(metric);
      }
    }
    return List.copyOf(metrics);
  }

  /** Reads the finished verdicts again, so that a run that was killed reports them all. */
  private CleanSummary summarise(Job job, CleanProfile profile, List<Metric> metrics) {
    Map<Metric, Double> thresholds = new EnumMap<>(Metric.class);
    profile.thresholds().forEach((rule, t) -> thresholds.putIfAbsent(rule.metric(), t));
    CleanSummary sum = new CleanSummary(examples, job.seed());
    for (ShardStamp part : job.parts()) {
      if (part.name().endsWith(Verdicts.SUFFIX)) {
        read(job, part, metrics, thresholds, sum);
      }
    }
    return sum;
  }

  private static void read(
      Job job,
      ShardStamp part,
      List<Metric> metrics,
      Map<Metric, Double> thresholds,
      CleanSummary sum) {
    StringBuilder sql = new StringBuilder("SELECT path, record, bytes, reason, ");
    sql.append(LANGUAGE).append(", ").append(SKIPPED);
    metrics.forEach(m -> sql.append(", ").append(m.id()));
    sql.append(" FROM read_parquet(")
        .append(Duck.literal(job.out().resolve(part.name())))
        .append(')');
    try (Connection connection = Duck.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.toString())) {
      while (rows.next()) {
        String skipped = rows.getString(6);
        if (NOT_JUDGED.equals(skipped)) {
          continue;
        }
        sum.add(
            new DocumentId(rows.getString(1), rows.getLong(2)),
            rows.getString(5),
            rows.getLong(3),
            rows.getString(4),
            skipped == null ? List.of() : List.of(skipped.split(",")));
        for (int i = 0; i < metrics.size(); i++) {
          double value = rows.getDouble(7 + i);
          Double threshold = thresholds.get(metrics.get(i));
          if (threshold != null && !rows.wasNull()) {
            sum.add(metrics.get(i), threshold, value);
          }
        }
      }
    } catch (SQLException e) {
      throw new WorkException("the verdicts just written cannot be read: " + e.getMessage(), e);
    }
  }
}
