package io.steelyard.vocab.measure;

import io.steelyard.core.stats.Mergeable;
import io.steelyard.core.stats.Sum;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.Arrays;

/**
 * How often each token of a vocabulary occurs in some text, and what follows from that alone: Renyi
 * efficiency, average rank, the share in use. Whole numbers, so parts merge in any order.
 *
 * <p>Example: counts 50, 25, 15, 10 of four tokens have {@code H_1 = 1.742738} bits, efficiency
 * 0.871369 at alpha 1 and 0.728353 at 2.5, and average rank 1.85. With four more tokens that never
 * occur the efficiency at 2.5 over the full vocabulary falls to 0.485569; over the observed types
 * it stays.
 *
 * @see <a href="https://arxiv.org/abs/2306.16842">Zouhar et al., ACL 2023</a> for the efficiency
 */
public final class TokenUse implements Mergeable<TokenUse> {
  private static final long serialVersionUID = 1;

  private static final double LN2 = StrictMath.log(2);

  /** The bounds of the package {@code tokenization-scorer} for {@link #percentileFrequency}. */
  public static final double LOWER_PERCENTILE = 0.03;

  public static final double UPPER_PERCENTILE = 0.83;

  private final long[] counts;
  private long sentences;

  public TokenUse(int vocabularySize) {
    this.counts = new long[vocabularySize];
  }

  /** Counts by token id, of so many sentences. */
  public static TokenUse of(long sentences, long... counts) {
    TokenUse use = new TokenUse(counts.length);
    for (int v = 0; v < counts.length; v++) {
      if (counts[v] < 0) {
        throw new IllegalArgumentException("token " + v + " has the count " + counts[v]);
      }
      use.counts[v] = counts[v];
    }
    use.sentences = sentences;
    return use;
  }

  /** Counts the tokens of one sentence, line or document. */
  public void add(int[] ids) {
    for (int id : ids) {
      counts[id]++;
    }
    sentences++;
  }

  @Override
  public void merge(TokenUse other) {
    if (other.counts.length != counts.length) {
      throw new IllegalArgumentException(
          "vocabularies of " + counts.length + " and " + other.counts.length + " tokens");
    }
    for (int v = 0; v < counts.length; v++) {
      counts[v] += other.counts[v];
    }
    sentences += other.sentences;
  }

  public int vocabularySize() {
    return counts.length;
  }

  public long count(int token) {
    return counts[token];
  }

  public long[] counts() {
    return counts.clone();
  }

  /** All tokens. */
  public long total() {
    long total = 0;
    for (long c : counts) {
      total += c;
    }
    return total;
  }

  /** How many tokens of the vocabulary occur at least {@code times}. */
  public int seen(long times) {
    int n = 0;
    for (long c : counts) {
      n += c >= times ? 1 : 0;
    }
    return n;
  }

  /**
   * Renyi entropy in bits: {@code H_a = log2(sum p^a) / (1 - a)}; Shannon's at 1, {@code -log2 max
   * p} at infinity. NaN without tokens.
   */
  public double renyiEntropy(double alpha) {
    if (!(alpha >= 0)) {
      throw new IllegalArgumentException("alpha " + alpha + "; give 0 or more");
    }
    double total = total();
    if (total == 0) {
      return Double.NaN;
    }
    if (alpha == Double.POSITIVE_INFINITY) {
      return Math.max(0, -StrictMath.log(Arrays.stream(counts).max().orElse(0) / total) / LN2);
    }
    Sum sum = new Sum();
    for (long c : counts) {
      if (c > 0) {
        double p = c / total;
        sum.add(alpha == 1 ? -p * StrictMath.log(p) : StrictMath.pow(p, alpha));
      }
    }
    return alpha == 1 ? sum.value() / LN2 : StrictMath.log(sum.value()) / LN2 / (1 - alpha);
  }

  /** {@code H_a / log2 |V|} with V the full vocabulary; the paper's alpha is 2.5. */
  public double efficiency(double alpha) {
    return efficiency(alpha, counts.length);
  }

  /** The same with V the types that occur: larger, and what the authors' package prints. */
  public double observedEfficiency(double alpha) {
    return efficiency(alpha, seen(1));
  }

  private double efficiency(double alpha, int types) {
    return types < 2 ? Double.NaN : renyiEntropy(alpha) / (StrictMath.log(types) / LN2);
  }

  /** {@code sum_r r p_(r)} over ranks from 1, the most frequent first; NaN without tokens. */
  public double averageRank() {
    double total = total();
    if (total == 0) {
      return Double.NaN;
    }
    long[] falling = falling();
    Sum sum = new Sum();
    for (int r = 0; r < falling.length; r++) {
      sum.add((r + 1.0) * (falling[r] / total));
    }
    return sum.value();
  }

  /**
   * The share of the text made of the types between two ranks: {@code sum p_(r)} for r in {@code
   * [floor(lower V), floor(upper V))}, V the types that occur.
   */
  public double percentileFrequency(double lower, double upper) {
    if (!(lower >= 0 && lower <= upper && upper <= 1)) {
      throw new IllegalArgumentException(
          "percentiles " + lower + " and " + upper + "; give 0 <= lower <= upper <= 1");
    }
    long total = total();
    if (total == 0) {
      return Double.NaN;
    }
    long[] falling = falling();
    long sum = 0;
    int to = (int) Math.floor(upper * falling.length);
    for (int r = (int) Math.floor(lower * falling.length); r < to; r++) {
      sum += falling[r];
    }
    return (double) sum / total;
  }

  /**
   * VoCap's average log probability (nats): the mean over sentences of {@code sum ln p(token)}, p
   * the tokens' own shares; higher means more capacity. NaN without sentences.
   */
  public double averageLogProbability() {
    double total = total();
    if (total == 0 || sentences == 0) {
      return Double.NaN;
    }
    Sum sum = new Sum();
    for (long c : counts) {
      if (c > 0) {
        sum.add(c * StrictMath.log(c / total));
      }
    }
    return sum.value() / sentences;
  }

  /** Each token's share; all 0 without tokens. */
  public double[] shares() {
    double total = Math.max(1, total());
    double[] p = new double[counts.length];
    for (int v = 0; v < p.length; v++) {
      p[v] = counts[v] / total;
    }
    return p;
  }

  /** The counts that are not 0, largest first. */
  private long[] falling() {
    long[] used = Arrays.stream(counts).filter(c -> c > 0).toArray();
    Arrays.sort(used);
    LongArrays.reverse(used);
    return used;
  }
}
