package io.steelyard.select.pool;

import io.steelyard.core.counts.Counts;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Histogram;
import io.steelyard.core.stats.QuantileSketch;
import io.steelyard.core.stats.RankCorrelation;
import io.steelyard.core.stats.Reservoir;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shows what a selection did: how much, of which domains and lengths, how the scores lie, and how
 * far the score follows the length. Streams over the scores of the shards.
 */
public final class SelectionSummary {
  private static final int BINS = 40;
  private static final int DECILES = 10;

  /** Pairs of score and length behind a correlation. */
  private static final int SAMPLE = 10_000;

  private final Pool pool;
  private final Selection selection;
  private final Ranking ranking;
  private final String score;
  private final Map<State, Long> states = new EnumMap<>(State.class);
  private final QuantileSketch lengths = new QuantileSketch();
  private final Map<String, Long> before = new TreeMap<>();
  private final Map<String, Long> after = new TreeMap<>();
  private final Reservoir<double[]> inPool;
  private final Reservoir<double[]> inSelection;
  private double lowest = Double.POSITIVE_INFINITY;
  private double highest = Double.NEGATIVE_INFINITY;
  private long bytes;

  /**
   * @param ranking the score that is shown; NaN for documents without one
   * @param score what it is called
   */
  public SelectionSummary(Pool pool, Selection selection, Ranking ranking, String score) {
    this.pool = pool;
    this.selection = selection;
    this.ranking = ranking;
    this.score = score;
    long seed = pool.job().seed();
    inPool = new Reservoir<>(SAMPLE, seed, Purpose.EXAMPLES);
    inSelection = new Reservoir<>(SAMPLE, seed, Purpose.EXAMPLES);
    look();
  }

  private void look() {
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        State state = scores.state(i);
        states.merge(state, 1L, Long::sum);
        if (state != State.POOL) {
          continue;
        }
        double value = ranking.of(scores, i);
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
        lengths.add(scores.bytes(i));
        before.merge(scores.domain(i), scores.bytes(i), Long::sum);
        after.merge(scores.domain(i), 0L, Long::sum);
        double[] pair = {value, scores.bytes(i)};
        inPool.add(scores.id(i), pair);
        if (selection.target(shard, i) >= 0) {
          bytes += scores.bytes(i);
          after.merge(scores.domain(i), scores.bytes(i), Long::sum);
          inSelection.add(scores.id(i), pair);
        }
      }
    }
  }

  /** Documents that could be selected. */
  public long documents() {
    return states.getOrDefault(State.POOL, 0L);
  }

  public void describe() {
    Summary summary = pool.job().summary();
    summary.figure("documents selected", selection.documents(), Format.COUNT, "of " + documents());
    summary.figure("text selected", bytes, Format.BYTES);
    if (pool.wanted().unit() == Amount.Unit.TOKENS) {
      summary.figure("tokens selected", selection.units(), Format.COUNT);
    }
    states.forEach(
        (state, n) -> {
          if (state != State.POOL) {
            summary.figure(
                state == State.OTHER_PART
                    ? "documents of validation and test, left alone"
                    : "documents outside the pool: " + state.reason(),
                n,
                Format.COUNT);
          }
        });
    if (selection.documents() == 0) {
      summary.warning(
          "nothing was selected: the first document is larger than the amount, or no"
              + " score is above the threshold");
    }
    summary.balance(
        "composition", "Composition by domain", "bytes", Counts.of(before), Counts.of(after));
    if (documents() > 0) {
      summary.add(deciles());
      histogram().ifPresent(summary::add);
      summary.add(correlations());
    }
  }

  private Summary.Table deciles() {
    double[] edges = new double[DECILES - 1];
    for (int d = 1; d < DECILES; d++) {
      edges[d - 1] = lengths.quantile((double) d / DECILES);
    }
    long[] all = new long[DECILES];
    long[] taken = new long[DECILES];
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        if (scores.state(i) == State.POOL) {
          int d = 0;
          while (d < edges.length && scores.bytes(i) > edges[d]) {
            d++;
          }
          all[d]++;
          taken[d] += selection.target(shard, i) >= 0 ? 1 : 0;
        }
      }
    }
    Summary.Table table =
        Summary.table(
            "lengths",
            "Composition by length",
            "tenths of the pool by bytes of text, shortest first; edges to 1%",
            "up to bytes",
            Format.COUNT,
            "documents",
            Format.COUNT,
            "selected",
            Format.COUNT,
            "share of the selection",
            Format.SHARE);
    for (int d = 0; d < DECILES; d++) {
      Summary.row(
          table,
          d < edges.length ? Math.round(edges[d]) : null,
          all[d],
          taken[d],
          selection.documents() == 0 ? null : (double) taken[d] / selection.documents());
    }
    return table;
  }

  private java.util.Optional<Summary.Chart> histogram() {
    if (!(lowest < highest) || Double.isInfinite(highest - lowest)) {
      return java.util.Optional.empty();
    }
    double end = highest + (highest - lowest) * 1e-9;
    Histogram all = new Histogram(lowest, end, BINS);
    Histogram taken = new Histogram(lowest, end, BINS);
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        if (scores.state(i) == State.POOL && !Double.isNaN(ranking.of(scores, i))) {
          all.add(ranking.of(scores, i));
          if (selection.target(shard, i) >= 0) {
            taken.add(ranking.of(scores, i));
          }
        }
      }
    }
    List<Object> x = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      x.add(String.format(Locale.ROOT, "%.3f", all.edge(b)));
    }
    return java.util.Optional.of(
        new Summary.Chart(
            "scores",
            "Scores of the pool and of the selection",
            "",
            Summary.Shape.BAR,
            score,
            x,
            "documents",
            Format.COUNT,
            List.of(line("pool", all), line("selected", taken))));
  }

  private static Summary.Line line(String name, Histogram histogram) {
    return new Summary.Line(
        name, Arrays.stream(histogram.counts()).mapToObj(n -> (Double) (double) n).toList());
  }

  private Summary.Estimates correlations() {
    return new Summary.Estimates(
        "length-correlation",
        "How far the score follows the length",
        "Spearman's rank correlation of " + score + " and bytes of text",
        List.of(
            new Summary.Named("in the pool", correlation(inPool)),
            new Summary.Named("in the selection", correlation(inSelection))));
  }

  private static Estimate correlation(Reservoir<double[]> pairs) {
    List<double[]> sample = pairs.items();
    return RankCorrelation.spearman(
        sample.stream().mapToDouble(pair -> pair[0]).toArray(),
        sample.stream().mapToDouble(pair -> pair[1]).toArray());
  }
}
