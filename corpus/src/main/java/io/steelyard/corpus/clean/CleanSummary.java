package io.steelyard.corpus.clean;

import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Histogram;
import io.steelyard.core.stats.Mergeable;
import io.steelyard.core.stats.Reservoir;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What cleaning removed, by reason and language, with examples and the distribution of every value.
 *
 * <p>Built from verdicts, in any order and number of parts. {@link #unequal()} is the parity guard:
 * rules tuned on English delete other languages silently, and that is itself an imbalance.
 */
public final class CleanSummary implements Mergeable<CleanSummary> {
  /** A language is judged by the guard from so many documents on. */
  public static final int GUARD_DOCUMENTS = 50;

  /** Documents and bytes. */
  public static final class Amount {
    long documents;
    long bytes;

    void add(long moreDocuments, long moreBytes) {
      documents += moreDocuments;
      bytes += moreBytes;
    }

    public long documents() {
      return documents;
    }

    public long bytes() {
      return bytes;
    }
  }

  /** A rule that hits one language more than twice as hard as the corpus. */
  public record Unequal(String reason, String language, double share, double corpusShare) {}

  private final int examples;
  private final long seed;
  private final SortedMap<String, Amount> seen = new TreeMap<>(CodePointOrder.INSTANCE);
  private final SortedMap<String, SortedMap<String, Amount>> dropped =
      new TreeMap<>(CodePointOrder.INSTANCE);
  private final SortedMap<String, SortedMap<String, Long>> skipped =
      new TreeMap<>(CodePointOrder.INSTANCE);
  private final SortedMap<String, Reservoir<DocumentId>> reservoirs =
      new TreeMap<>(CodePointOrder.INSTANCE);
  private final Map<Metric, Histogram> histograms = new EnumMap<>(Metric.class);

  public CleanSummary(int examples, long seed) {
    this.examples = examples;
    this.seed = seed;
  }

  /**
   * Adds one verdict.
   *
   * @param reason why the document was dropped, or null
   * @param skippedRules codes of rules that could not run
   */
  public void add(
      DocumentId id, String language, long bytes, String reason, List<String> skippedRules) {
    seen.computeIfAbsent(language, l -> new Amount()).add(1, bytes);
    for (String rule : skippedRules) {
      skipped
          .computeIfAbsent(rule, r -> new TreeMap<>(CodePointOrder.INSTANCE))
          .merge(language, 1L, Long::sum);
    }
    if (reason != null) {
      dropped
          .computeIfAbsent(reason, r -> new TreeMap<>(CodePointOrder.INSTANCE))
          .computeIfAbsent(language, l -> new Amount())
          .add(1, bytes);
      reservoirs
          .computeIfAbsent(reason, r -> new Reservoir<>(examples, seed, Purpose.EXAMPLES))
          .add(Draws.hash(id.toString()), id);
    }
  }

  /** Adds one value to its histogram: 200 bins over twice the threshold. */
  public void add(Metric metric, double threshold, double value) {
    histograms
        .computeIfAbsent(metric, m -> new Histogram(0, threshold > 0 ? 2 * threshold : 1))
        .add(value);
  }

  @Override
  public void merge(CleanSummary other) {
    other.seen.forEach(
        (l, a) -> seen.computeIfAbsent(l, k -> new Amount()).add(a.documents, a.bytes));
    other.dropped.forEach(
        (reason, byLanguage) ->
            byLanguage.forEach(
                (language, a) ->
                    dropped
                        .computeIfAbsent(reason, r -> new TreeMap<>(CodePointOrder.INSTANCE))
                        .computeIfAbsent(language, l -> new Amount())
                        .add(a.documents, a.bytes)));
    other.skipped.forEach(
        (rule, byLanguage) ->
            byLanguage.forEach(
                (language, n) ->
                    skipped
                        .computeIfAbsent(rule, r -> new TreeMap<>(CodePointOrder.INSTANCE))
                        .merge(language, n, Long::sum)));
    other.reservoirs.forEach(
        (reason, reservoir) ->
            reservoirs
                .computeIfAbsent(reason, r -> new Reservoir<>(examples, seed, Purpose.EXAMPLES))
                .merge(reservoir));
    other.histograms.forEach(
        (metric, histogram) -> {
          Histogram own = histograms.putIfAbsent(metric, histogram);
          if (own != null) {
            own.merge(histogram);
          }
        });
  }

  /** Documents and bytes seen, by language. */
  public SortedMap<String, Amount> seen() {
    return seen;
  }

  /** Documents and bytes dropped, by reason and language. */
  public SortedMap<String, SortedMap<String, Amount>> dropped() {
    return dropped;
  }

  /** Documents for which a rule could not run, by rule and language. */
  public SortedMap<String, SortedMap<String, Long>> skipped() {
    return skipped;
  }

  public Map<Metric, Histogram> histograms() {
    return histograms;
  }

  /** A few documents that a reason dropped, chosen by seed and id. */
  public List<DocumentId> examples(String reason) {
    return reservoirs.get(reason).items();
  }

  /** Reasons, the one that drops most first. */
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>(dropped.keySet());
    reasons.sort(
        java.util.Comparator.comparingLong((String r) -> -documents(r))
            .thenComparing(CodePointOrder.INSTANCE));
    return reasons;
  }

  /** Documents that a reason dropped, all languages together. */
  public long documents(String reason) {
    return dropped.get(reason).values().stream().mapToLong(Amount::documents).sum();
  }

  public long bytes(String reason) {
    return dropped.get(reason).values().stream().mapToLong(Amount::bytes).sum();
  }

  public long documents() {
    return seen.values().stream().mapToLong(Amount::documents).sum();
  }

  /** Documents of a language that were dropped, for whatever reason. */
  public long droppedOf(String language) {
    return dropped.values().stream()
        .map(byLanguage -> byLanguage.get(language))
        .mapToLong(a -> a == null ? 0 : a.documents)
        .sum();
  }

  /** Where a rule's drop rate in a language is more than twice its rate in the whole corpus. */
  public List<Unequal> unequal() {
    List<Unequal> found = new ArrayList<>();
    for (String reason : reasons()) {
      double corpus = (double) documents(reason) / documents();
      dropped
          .get(reason)
          .forEach(
              (language, amount) -> {
                long of = seen.get(language).documents;
                double share = (double) amount.documents / of;
                if (of >= GUARD_DOCUMENTS && amount.documents >= 5 && share > 2 * corpus) {
                  found.add(new Unequal(reason, language, share, corpus));
                }
              });
    }
    return found;
  }
}
