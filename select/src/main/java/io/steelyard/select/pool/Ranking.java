package io.steelyard.select.pool;

/**
 * By what the documents of the pool are ranked, highest first; documents without a rank are NaN.
 */
@FunctionalInterface
public interface Ranking {
  double of(ShardScores scores, int i);

  /** A column as it is. */
  static Ranking column(int column) {
    return (scores, i) -> scores.score(i, column);
  }
}
