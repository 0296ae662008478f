package io.steelyard.select.pool;

import io.steelyard.core.WorkException;
import io.steelyard.core.flow.LongRecordSorter;
import java.io.IOException;
import java.io.Serializable;
import java.util.BitSet;

/**
 * Which documents a ranking selects: one bit for each document of the corpus. The ranking is sorted
 * on disk, ties in canonical order of ids, so the result depends on scores alone, never on threads.
 */
public final class Chosen implements Serializable {
  /** Memory of a sort before it goes to disk. */
  private static final long SORT_MEMORY = 64L << 20;

  private final BitSet[] shards;
  private long documents;
  private long units;
  private double cut = Double.POSITIVE_INFINITY;

  private Chosen(int count) {
    shards = new BitSet[count];
    for (int s = 0; s < count; s++) {
      shards[s] = new BitSet();
    }
  }

  public boolean contains(int shard, int i) {
    return shards[shard].get(i);
  }

  public long documents() {
    return documents;
  }

  /** What the chosen documents count in the unit that was asked for. */
  public long units() {
    return units;
  }

  /** The lowest score that was chosen. */
  public double cut() {
    return cut;
  }

  /** Documents in both. */
  public long common(Chosen other) {
    long n = 0;
    for (int s = 0; s < shards.length; s++) {
      BitSet both = (BitSet) shards[s].clone();
      both.and(other.shards[s]);
      n += both.cardinality();
    }
    return n;
  }

  private void add(int shard, int i, long counts, double score) {
    shards[shard].set(i);
    documents++;
    units += counts;
    cut = Math.min(cut, score);
  }

  /** Documents of the pool that can be selected and what they count. */
  public record Size(long documents, long units, long bytes) {
    public static Size of(Pool pool) {
      long documents = 0;
      long units = 0;
      long bytes = 0;
      for (int shard = 0; shard < pool.shards(); shard++) {
        ShardScores scores = pool.read(shard);
        for (int i = 0; i < scores.size(); i++) {
          if (scores.state(i) == State.POOL) {
            documents++;
            units += scores.units(i);
            bytes += scores.bytes(i);
          }
        }
      }
      return new Size(documents, units, bytes);
    }
  }

  /** All documents with a rank above {@code threshold}. */
  public static Chosen above(Pool pool, Ranking ranking, double threshold) {
    Chosen chosen = new Chosen(pool.shards());
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        if (scores.state(i) == State.POOL) {
          double rank = ranking.of(scores, i);
          if (rank > threshold) {
            chosen.add(shard, i, scores.units(i), rank);
          }
        }
      }
    }
    return chosen;
  }

  /** The beginning of the ranking that counts at most {@code most} units. */
  public static Chosen first(Pool pool, Ranking ranking, long most) {
    return first(pool, ranking, most, null);
  }

  /** The same without the documents of {@code taken}, which may be null. */
  static Chosen first(Pool pool, Ranking ranking, long most, Chosen taken) {
    Chosen chosen = new Chosen(pool.shards());
    try (LongRecordSorter sorter = sorter(pool, 3)) {
      for (int shard = 0; shard < pool.shards(); shard++) {
        ShardScores scores = pool.read(shard);
        for (int i = 0; i < scores.size(); i++) {
          if (scores.state(i) == State.POOL && (taken == null || !taken.contains(shard, i))) {
            double rank = ranking.of(scores, i);
            if (!Double.isNaN(rank)) {
              sorter.add(highestFirst(rank), (long) shard << 32 | i, scores.units(i));
            }
          }
        }
      }
      boolean[] full = {false};
      sorter.forEach(
          record -> {
            full[0] |= chosen.units + record[2] > most;
            if (!full[0]) {
              int shard = (int) (record[1] >>> 32);
              chosen.add(shard, (int) record[1], record[2], rank(record[0]));
            }
          });
    } catch (IOException e) {
      throw unsorted(e);
    }
    return chosen;
  }

  /** The number of the part of the pool to which a document belongs. */
  @FunctionalInterface
  public interface Parts {
    int of(ShardScores scores, int i);
  }

  /** The beginning of the ranking within each part, of at most as many units as it gets. */
  static Chosen[] within(Pool pool, Parts parts, Ranking ranking, long[] most) {
    Chosen[] chosen = new Chosen[most.length];
    boolean[] full = new boolean[most.length];
    for (int p = 0; p < most.length; p++) {
      chosen[p] = new Chosen(pool.shards());
    }
    try (LongRecordSorter sorter = sorter(pool, 4)) {
      for (int shard = 0; shard < pool.shards(); shard++) {
        ShardScores scores = pool.read(shard);
        for (int i = 0; i < scores.size(); i++) {
          if (scores.state(i) == State.POOL) {
            sorter.add(
                parts.of(scores, i),
                highestFirst(ranking.of(scores, i)),
                (long) shard << 32 | i,
                scores.units(i));
          }
        }
      }
      sorter.forEach(
          record -> {
            int p = (int) record[0];
            full[p] |= chosen[p].units + record[3] > most[p];
            if (!full[p]) {
              int shard = (int) (record[2] >>> 32);
              chosen[p].add(shard, (int) record[2], record[3], rank(record[1]));
            }
          });
    } catch (IOException e) {
      throw unsorted(e);
    }
    return chosen;
  }

  private static LongRecordSorter sorter(Pool pool, int width) {
    return new LongRecordSorter(width, SORT_MEMORY, pool.job().scratch().resolve("ranking"));
  }

  private static WorkException unsorted(IOException e) {
    return new WorkException("the ranking cannot be sorted: " + e.getMessage(), e);
  }

  /** Several rankings one after the other; what one took is not there for the next. */
  static Chosen[] inTurn(Pool pool, Ranking[] rankings, long[] most) {
    Chosen taken = new Chosen(pool.shards());
    Chosen[] chosen = new Chosen[rankings.length];
    for (int r = 0; r < rankings.length; r++) {
      chosen[r] = first(pool, rankings[r], most[r], taken);
      for (int s = 0; s < taken.shards.length; s++) {
        taken.shards[s].or(chosen[r].shards[s]);
      }
    }
    return chosen;
  }

  /** Longs in whose signed order higher doubles come first. */
  static long highestFirst(double value) {
    long bits = Double.doubleToLongBits(value + 0.0); // minus zero ties with zero
    return ~(bits ^ (bits >> 63) & Long.MAX_VALUE);
  }

  static double rank(long sortable) {
    long bits = ~sortable;
    return Double.longBitsToDouble(bits ^ (bits >> 63) & Long.MAX_VALUE);
  }
}
