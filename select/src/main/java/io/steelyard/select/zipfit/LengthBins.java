package io.steelyard.select.zipfit;

import io.steelyard.core.stats.Moments;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.Ranking;
import io.steelyard.select.pool.ShardScores;
import io.steelyard.select.pool.State;

/**
 * Scores among texts of like length: {@code z = (score - mean) / deviation} within bins of half an
 * octave, so that no length wins by being that length. Bins of fewer than two texts, or of equal
 * ones, give 0.
 */
final class LengthBins implements Ranking {
  private static final int BINS = 128;

  private final int column;
  private final Moments[] bins = new Moments[BINS];

  LengthBins(Pool pool, int column) {
    this.column = column;
    for (int b = 0; b < BINS; b++) {
      bins[b] = new Moments();
    }
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        if (scores.state(i) == State.POOL) {
          bins[bin(scores.bytes(i))].add(scores.score(i, column));
        }
      }
    }
  }

  /** {@code floor(2 log2 bytes)}. */
  static int bin(long bytes) {
    int octave = 63 - Long.numberOfLeadingZeros(bytes);
    boolean upper = (double) bytes / (1L << octave) >= Math.sqrt(2);
    return 2 * octave + (upper ? 1 : 0);
  }

  @Override
  public double of(ShardScores scores, int i) {
    Moments bin = bins[bin(scores.bytes(i))];
    double deviation = Math.sqrt(bin.variance());
    return deviation > 0 ? (scores.score(i, column) - bin.mean()) / deviation : 0;
  }
}
