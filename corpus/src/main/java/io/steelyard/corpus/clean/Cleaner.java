package io.steelyard.corpus.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a profile's rules over one text after another. Keeps buffers: use one per thread.
 *
 * <p>Filter mode stops at the first rule that drops; annotate mode measures everything and drops
 * nothing. Example: {@code cleaner.clean("I am Frank, I am Frank, I am Frank", "en").reason()} is
 * {@code top_2_gram}.
 */
public final class Cleaner {
  /** Whether rules drop. */
  public enum Mode {
    FILTER,
    ANNOTATE
  }

  private final CleanProfile profile;
  private final Mode mode;
  private final LanguageRules languages;
  private final Segmented original;
  private final Segmented afterEdits;
  private final RepetitionMeasures repetition = new RepetitionMeasures();
  private final QualityMeasures quality = new QualityMeasures();
  private final FineWebMeasures fineWeb = new FineWebMeasures();
  private final NemoMeasures nemo;
  private final JuicerMeasures juicer = new JuicerMeasures();
  private final C4Lines c4;
  private final Measures values = new Measures();
  private final boolean needsStopWords;
  private final boolean[] measured = new boolean[Family.values().length];

  public Cleaner(CleanProfile profile, Mode mode, LanguageRules languages, WordSplitter splitter) {
    this(profile, mode, languages, splitter, SentenceCounter.BY_MARKS);
  }

  /** With a sentence counter of the caller's, for comparisons with other programs. */
  public Cleaner(
      CleanProfile profile,
      Mode mode,
      LanguageRules languages,
      WordSplitter splitter,
      SentenceCounter sentences) {
    this.profile = profile;
    this.mode = mode;
    this.languages = languages;
    original = new Segmented(splitter);
    afterEdits = new Segmented(splitter);
    c4 = new C4Lines(profile.c4(), sentences);
    nemo = new NemoMeasures(sentences);
    needsStopWords = profile.thresholds().keySet().stream().anyMatch(CleanRule::needsStopWords);
  }

  /**
   * Judges one text.
   *
   * @param language language of the text in any usual code ({@code de}, {@code deu_Latn}); null or
   *     unknown skips the rules that need its stop words
   */
  public CleanVerdict clean(String text, String language) {
    values.clear();
    java.util.Arrays.fill(measured, false);
    Run run = new Run(text, languages.of(language));
    run.current = original.set(text);
    if (run.current.words() == 0) {
      return run.empty();
    }
    for (Map.Entry<CleanRule, Double> e : profile.thresholds().entrySet()) {
      CleanRule rule = e.getKey();
      double limit = run.language.thresholds().getOrDefault(rule, e.getValue());
      if (Double.isNaN(limit)) {
        continue;
      }
      if (rule.needsStopWords() && run.language.stopWords() == null) {
        run.skipped.add(rule.code());
        continue;
      }
      if (rule == CleanRule.JUICER_FLAGGED_WORDS && run.language.flaggedWords() == null) {
        run.skipped.add(rule.code());
        continue;
      }
      if (!run.measure(rule)) {
        return run.empty();
      }
      if (run.documentDropped(rule)) {
        return run.verdict(run.lineDrop());
      }
      double value = values.get(rule.metric());
      if (rule.breaks(value, limit)) {
        run.findings.add(
            new Finding(
                rule.code(),
                rule.metric().id(),
                value,
                limit,
                mode == Mode.FILTER ? Finding.Action.DROP : Finding.Action.TAG,
                0,
                run.current.codePoints()));
        if (mode == Mode.FILTER) {
          return run.verdict(rule.code());
        }
      }
    }
    return run.verdict(null);
  }

  /** The state of one text on its way through the rules. */
  private final class Run {
    final String text;
    final LanguageRules.Entry language;
    final List<Finding> findings = new ArrayList<>(4);
    final List<String> skipped = new ArrayList<>(1);
    Segmented current;
    String edited;

    Run(String text, LanguageRules.Entry language) {
      this.text = text;
      this.language = language;
    }

    /** Measures what the rule needs; false if an edit left no word to measure. */
    boolean measure(CleanRule rule) {
      Family family = rule.family();
      boolean first = !measured[family.ordinal()];
      measured[family.ordinal()] = true;
      if (first && family != Family.C4 && edited != null && current == original) {
        current = afterEdits.set(edited);
        if (current.words() == 0) {
          return false;
        }
      }
      switch (family) {
        case REPETITION -> measureRepetition(rule.metric(), first);
        case QUALITY -> {
          if (first) {
            quality.measure(current, needsStopWords ? language.stopWords() : null, values);
          }
        }
        case C4 -> measureC4(rule.metric(), first);
        case FINEWEB -> {
          if (first) {
            fineWeb.measure(current, profile.shortLine(), values);
          }
        }
        case NEMO -> {
          if (first) {
            nemo.measure(current, values);
          }
        }
        case DATA_JUICER -> {
          if (first) {
            juicer.measure(current, language.stopWords(), language.flaggedWords(), values);
          }
        }
      }
      return true;
    }

    private void measureRepetition(Metric metric, boolean first) {
      if (first) {
        repetition.measureLines(current, values);
      }
      int n = metric.ordinal() - Metric.TOP_2_GRAM.ordinal() + 2;
      if (n >= 5) {
        repetition.measureDuplicate(current, n, values);
      } else if (n >= 2) {
        repetition.measureTop(current, n, profile.topNgramMinCount(), values);
      }
    }

    private void measureC4(Metric metric, boolean first) {
      if (metric == Metric.C4_THIRD_LONGEST_LINE) {
        c4.measureParagraphs(edited == null ? current : afterEdits.set(edited), values);
        return;
      }
      if (values.has(Metric.C4_SENTENCES)) {
        return;
      }
      c4.run(current, mode == Mode.FILTER, findings);
      c4.writeTo(values);
      if (mode == Mode.ANNOTATE || c4.documentReason() == null) {
        edited = c4.keptText();
      }
    }

    /**
     * Whether a line dropped the document: the earlier line decides the reason, as in the anchor.
     */
    boolean documentDropped(CleanRule rule) {
      return mode == Mode.FILTER
          && (rule == CleanRule.LOREM_IPSUM || rule == CleanRule.CURLY_BRACKET)
          && c4.documentReason() != null;
    }

    String lineDrop() {
      String reason = c4.documentReason();
      CleanRule rule = RuleNames.byCode(reason);
      findings.add(
          new Finding(
              reason,
              rule.metric().id(),
              values.get(rule.metric()),
              0,
              Finding.Action.DROP,
              current.codePoints(0, c4.documentStart()),
              current.codePoints(0, c4.documentEnd())));
      return reason;
    }

    CleanVerdict empty() {
      boolean keep = mode == Mode.ANNOTATE;
      findings.add(
          new Finding(
              CleanVerdict.EMPTY,
              Metric.WORDS.id(),
              0,
              1,
              keep ? Finding.Action.TAG : Finding.Action.DROP,
              0,
              current.codePoints()));
      return verdict(keep ? null : CleanVerdict.EMPTY);
    }

    CleanVerdict verdict(String reason) {
      return new CleanVerdict(
          reason == null,
          reason,
          findings,
          values.toArray(),
          edited == null ? text : edited,
          skipped);
    }
  }
}
