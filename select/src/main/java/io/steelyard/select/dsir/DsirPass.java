package io.steelyard.select.dsir;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Job;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.Ranking;
import io.steelyard.select.pool.Scorer;
import io.steelyard.select.pool.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two passes of DSIR over a pool: counting its n-grams, then weighing its documents. Each
 * shard's counts are kept on disk until the step ends.
 *
 * @param fit n-grams of the pool that are counted, 0 for all; each shard gives its part
 */
public record DsirPass(int ngrams, int buckets, HashedNgrams.Hash hash, int minWords, long fit) {
  /** The published number of n-grams for each bucket. */
  static final long FIT_BY_BUCKET = 100_000;

  /** The published settings but for the shortest document. */
  public static DsirPass standard(int minWords) {
    return new DsirPass(2, 10_000, HashedNgrams.Hash.SHA256, minWords, FIT_BY_BUCKET * 10_000);
  }

  private HashedNgrams reader() {
    return new HashedNgrams(ngrams, buckets, hash);
  }

  public NgramCounts count(List<String> texts) {
    NgramCounts counts = new NgramCounts(buckets);
    HashedNgrams reader = reader();
    for (String text : texts) {
      reader.read(text);
      counts.add(reader);
    }
    return counts;
  }

  public NgramCounts count(Job job, Pool pool) {
    long each = fit == 0 ? Long.MAX_VALUE : fit / pool.shards();
    job.progress().stage("counting", pool.shards(), "shards");
    job.pieces(
        pool.shards(),
        shard -> {
          Path file = pool.file(shard, ".counts");
          if (!Files.exists(file)) {
            NgramCounts counts = new NgramCounts(buckets);
            HashedNgrams reader = reader();
            long[] seen = {0};
            pool.visit(
                shard,
                document -> {
                  reader.read(document.text());
                  counts.add(reader);
                  seen[0] += reader.count();
                  return seen[0] <= each;
                });
            counts.write(file);
          }
          job.progress().advance(1);
          return shard;
        },
        shard -> {});
    NgramCounts total = new NgramCounts(buckets);
    for (int shard = 0; shard < pool.shards(); shard++) {
      total.merge(NgramCounts.read(pool.file(shard, ".counts"), buckets));
    }
    return total;
  }

  /** One log-weight for each model, then the number of words. */
  public Scorer scorer(List<Dsir> models) {
    HashedNgrams reader = reader();
    return (document, scores) -> {
      reader.read(document.text());
      for (int g = 0; g < models.size(); g++) {
        scores[g] = models.get(g).logWeight(reader);
      }
      scores[models.size()] = reader.words();
      return Dsir.length(reader.count(), ngrams) < minWords ? State.SHORT : State.POOL;
    };
  }

  /** Weights of one column with Gumbel noise: the highest are a draw without replacement. */
  public static Ranking drawn(long seed, Ranking logWeight, int target) {
    long key = Draws.key(seed, Purpose.SELECT, "select.dsir");
    return (scores, i) -> logWeight.of(scores, i) + Dsir.noise(key, scores.id(i), target);
  }
}
