package io.steelyard.select.sample;

import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.counts.LargestRemainder;
import io.steelyard.select.pool.Chosen;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.ShardScores;
import io.steelyard.select.pool.State;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pool cut into strata by domain and length, and how much of the amount each gets. Lengths are
 * cut by octaves: 512 to 1,023 bytes are one.
 */
public final class Strata implements Serializable {
  /** How the amount is shared by the strata. */
  public enum Shares {
    /** As the strata lie in the pool. */
    NATURAL,
    /** The same for each, as far as it has so much; the rest goes to the others. */
    EQUAL
  }

  private final boolean byDomain;
  private final boolean byLength;
  private final Map<String, long[]> sizes = new TreeMap<>(CodePointOrder.INSTANCE);

  public Strata(Pool pool, boolean byDomain, boolean byLength) {
    this.byDomain = byDomain;
    this.byLength = byLength;
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        if (scores.state(i) == State.POOL) {
          long[] size = sizes.computeIfAbsent(of(scores, i), s -> new long[2]);
          size[0]++;
          size[1] += scores.units(i);
        }
      }
    }
  }

  /** {@code news, 512 bytes and more}. */
  public String of(ShardScores scores, int i) {
    String length =
        byLength ? Long.highestOneBit(Math.max(1, scores.bytes(i))) + " bytes and more" : "";
    String domain = byDomain ? scores.domain(i) : "";
    return domain.isEmpty() || length.isEmpty() ? domain + length : domain + ", " + length;
  }

  /** Documents and units by stratum, in canonical order of the names. */
  public Map<String, long[]> sizes() {
    return sizes;
  }

  public String[] names() {
    return sizes.keySet().toArray(String[]::new);
  }

  /** The units that each stratum gets of {@code total}, in the order of {@link #names}. */
  public long[] split(long total, Shares shares) {
    double[] have = sizes.values().stream().mapToDouble(size -> size[1]).toArray();
    if (shares == Shares.NATURAL) {
      return LargestRemainder.split(total, have);
    }
    long[] parts = new long[have.length];
    boolean[] full = new boolean[have.length];
    long left = total;
    while (left > 0) {
      double[] open = new double[have.length];
      for (int s = 0; s < open.length; s++) {
        open[s] = full[s] ? 0 : 1;
      }
      long[] more = LargestRemainder.split(left, open);
      left = 0;
      for (int s = 0; s < parts.length; s++) {
        long most = (long) have[s];
        parts[s] += more[s];
        if (parts[s] >= most && !full[s]) {
          left += parts[s] - most;
          parts[s] = most;
          full[s] = true;
        }
      }
    }
    return parts;
  }

  /** The number of a document's stratum, in the order of {@link #names}. */
  public Chosen.Parts numbers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (String name : sizes.keySet()) {
      numbers.put(name, numbers.size());
    }
    return (scores, i) -> numbers.get(of(scores, i));
  }
}
