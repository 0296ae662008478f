package io.steelyard.select.pool;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.step.Job;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * What was selected, for each target: the documents of the pool that go to it. Where there are
 * several targets, each takes its share of the amount, in canonical order of their names, and what
 * one took is not there for the next.
 */
public final class Selection implements Serializable {
  /** The reason of documents that can be selected and were not. */
  public static final String NOT_SELECTED = "not_selected";

  private final Pool pool;
  private final Chosen[] byTarget;

  private Selection(Pool pool, Chosen[] byTarget) {
    this.pool = pool;
    this.byTarget = byTarget;
  }

  /**
   * @param rankings one for each target
   * @param shares of the targets in the amount; not negative, not all zero
   */
  public static Selection of(Pool pool, Ranking[] rankings, double[] shares) {
    requireSome(pool);
    Wanted wanted = pool.wanted();
    if (wanted.above().isPresent()) {
      return above(pool, rankings, wanted.above().get());
    }
    Chosen.Size size = Chosen.Size.of(pool);
    long asked = wanted.units(size.documents(), size.units());
    return new Selection(pool, Chosen.inTurn(pool, rankings, split(asked, shares)));
  }

  private static void requireSome(Pool pool) {
    Map<State, Long> states = new EnumMap<>(State.class);
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        states.merge(scores.state(i), 1L, Long::sum);
      }
    }
    if (!states.containsKey(State.POOL)) {
      StringBuilder why = new StringBuilder();
      states.forEach(
          (state, n) ->
              why.append(why.isEmpty() ? "" : ", ")
                  .append(n)
                  .append(' ')
                  .append(state.reason() == null ? "of validation and test" : state.reason()));
      throw new RequestException(
          "no document of the corpus can be selected ("
              + why
              + "); is the target the corpus itself, or min-words too high?");
    }
  }

  /**
   * Each part of the pool by itself.
   *
   * @param split the units of each part, given those of all
   */
  public static Selection within(
      Pool pool, Chosen.Parts parts, Ranking ranking, LongFunction<long[]> split) {
    Chosen.Size size = Chosen.Size.of(pool);
    long asked = pool.wanted().units(size.documents(), size.units());
    return new Selection(pool, Chosen.within(pool, parts, ranking, split.apply(asked)));
  }

  /** Floors, and the remainder to the last, as DSIR does it. */
  static long[] split(long total, double[] shares) {
    double sum = Arrays.stream(shares).sum();
    long[] parts = new long[shares.length];
    long left = total;
    for (int t = 0; t < shares.length - 1; t++) {
      parts[t] = (long) Math.floor(total * (shares[t] / sum));
      left -= parts[t];
    }
    parts[shares.length - 1] = left;
    return parts;
  }

  private static Selection above(Pool pool, Ranking[] rankings, double threshold) {
    Chosen[] chosen = new Chosen[rankings.length];
    for (int t = 0; t < rankings.length; t++) {
      int mine = t;
      Ranking whereBest =
          (scores, i) ->
              best(rankings, scores, i) == mine ? rankings[mine].of(scores, i) : Double.NaN;
      chosen[t] = Chosen.above(pool, whereBest, threshold);
    }
    return new Selection(pool, chosen);
  }

  private static int best(Ranking[] rankings, ShardScores scores, int i) {
    int best = 0;
    for (int t = 1; t < rankings.length; t++) {
      best = rankings[t].of(scores, i) > rankings[best].of(scores, i) ? t : best;
    }
    return best;
  }

  /** The number of the target that took a document, or -1. */
  public int target(int shard, int i) {
    for (int t = 0; t < byTarget.length; t++) {
      if (byTarget[t].contains(shard, i)) {
        return t;
      }
    }
    return -1;
  }

  public Chosen of(int target) {
    return byTarget[target];
  }

  public long documents() {
    return Arrays.stream(byTarget).mapToLong(Chosen::documents).sum();
  }

  public long units() {
    return Arrays.stream(byTarget).mapToLong(Chosen::units).sum();
  }

  /** Scores of one document for the columns of the verdicts. */
  @FunctionalInterface
  public interface Row extends Serializable {
    /** {@code target} is -1 for a document that was not selected. */
    Object[] of(ShardScores scores, int i, int target);
  }

  /** Writes the verdicts. Documents outside the pool have no scores. */
  public void judge(Job job, List<Column> columns, Row row) {
    job.judge(
        columns,
        shard -> {
          ShardScores scores = pool.read(shard);
          int[] next = {0};
          return document -> {
            int i = next[0]++;
            State state = scores.state(i);
            if (state == State.OTHER_PART) {
              return Verdict.keep(document, new Object[columns.size()]);
            }
            if (state != State.POOL) {
              return Verdict.drop(document, state.reason(), new Object[columns.size()]);
            }
            int target = target(shard, i);
            Object[] values = row.of(scores, i, target);
            return target >= 0
                ? Verdict.keep(document, values)
                : Verdict.drop(document, NOT_SELECTED, values);
          };
        });
  }
}
