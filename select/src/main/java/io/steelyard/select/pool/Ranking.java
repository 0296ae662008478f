package io.steelyard.select.pool;

import java.io.Serializable;

/**
 * By what the documents of the pool are ranked, highest first; documents without a rank are NaN.
 */
@FunctionalInterface
public interface Ranking extends Serializable {
  double of(ShardScores scores, int i);

  /** A column as it is. */
  static Ranking column(int column) {
    return (scores, i) -> scores.score(i, column);
  }
}
