package io.steelyard.vocab.measure;

import io.steelyard.core.stats.Mergeable;
import io.steelyard.core.stats.Sum;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/**
 * How evenly tokens are followed: Shannon's entropy of what comes after a token, over the logarithm
 * of how many different tokens do; averaged over the types that are followed three times or more. A
 * token that is nearly always followed by the same one should have been merged with it.
 *
 * <p>Example: {@code a b a c a b a c}: {@code a} is followed by {@code b} and {@code c} twice each,
 * which is even: 1.
 *
 * <p>Memory: 4 bytes for each token.
 */
final class Followers implements Mergeable<Followers> {
  private static final long serialVersionUID = 1;
  private static final int LEAST = 3;
  private static final int END = -1;

  private final IntArrayList tokens = new IntArrayList();

  /** Adds the tokens of one text. */
  void add(int[] ids) {
    tokens.addElements(tokens.size(), ids);
    tokens.add(END);
  }

  @Override
  public void merge(Followers other) {
    tokens.addAll(other.tokens);
  }

  /** NaN where no type is followed often enough; a type with one follower counts 0. */
  double efficiency() {
    long[] pairs = new long[Math.max(0, tokens.size() - 1)];
    int n = 0;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.getInt(i) != END && tokens.getInt(i + 1) != END) {
        pairs[n++] = (long) tokens.getInt(i) << 32 | tokens.getInt(i + 1);
      }
    }
    Arrays.sort(pairs, 0, n);
    Sum sum = new Sum();
    int types = 0;
    for (int from = 0; from < n; ) {
      int to = from;
      while (to < n && pairs[to] >>> 32 == pairs[from] >>> 32) {
        to++;
      }
      if (to - from >= LEAST) {
        sum.add(efficiency(pairs, from, to));
        types++;
      }
      from = to;
    }
    return types == 0 ? Double.NaN : sum.value() / types;
  }

  private static double efficiency(long[] pairs, int from, int to) {
    double n = to - from;
    Sum entropy = new Sum();
    int different = 0;
    for (int i = from; i < to; ) {
      int end = i;
      while (end < to && pairs[end] == pairs[i]) {
        end++;
      }
      double p = (end - i) / n;
      entropy.add(-p * StrictMath.log(p));
      different++;
      i = end;
    }
    return different == 1 ? 0 : entropy.value() / StrictMath.log(different);
  }
}
