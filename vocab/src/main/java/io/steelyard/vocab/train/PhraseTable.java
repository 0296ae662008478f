package io.steelyard.vocab.train;

import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.Arrays;

/**
 * Sequences of tokens and how often each occurs: a hash table whose sequences lie one after the
 * other in one array. One thread writes to it.
 *
 * <p>Example: {@code [by, Ġthe, Ġway]} added twice with weight 1 is 3 ints in {@code symbols}, one
 * start, and the count 2.
 *
 * <p>Memory: 4 bytes for each token of distinct sequences and about 24 for each sequence; twice
 * that while an array grows.
 */
final class PhraseTable {
  private static final int MOST_SYMBOLS = Integer.MAX_VALUE - 16;

  private int[] index = new int[1 << 12];
  private int mask = index.length - 1;
  int[] symbols = new int[1 << 12];
  int[] starts = new int[1 << 10];
  long[] counts = new long[1 << 10];
  int size;

  void add(int[] tokens, int from, int to, long weight) {
    for (int i = home(tokens, from, to); ; i = (i + 1) & mask) {
      int phrase = index[i] - 1;
      if (phrase < 0) {
        index[i] = insert(tokens, from, to, weight);
        if (2L * size > mask) {
          grow();
        }
        return;
      }
      if (Arrays.equals(symbols, starts[phrase], starts[phrase + 1], tokens, from, to)) {
        counts[phrase] += weight;
        return;
      }
    }
  }

  private int insert(int[] tokens, int from, int to, long weight) {
    int at = starts[size];
    int end = Math.addExact(at, to - from);
    if (end > MOST_SYMBOLS) {
      throw new IllegalStateException(
          "the texts of the second stage have more than 2^31 tokens; give it less text");
    }
    symbols = IntArrays.grow(symbols, end, at);
    System.arraycopy(tokens, from, symbols, at, to - from);
    counts = LongArrays.grow(counts, size + 1);
    starts = IntArrays.grow(starts, size + 2);
    counts[size] = weight;
    starts[++size] = end;
    return size;
  }

  private int home(int[] tokens, int from, int to) {
    long h = to - from;
    for (int i = from; i < to; i++) {
      h = (h ^ tokens[i]) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 29;
    }
    return (int) (h ^ h >>> 32) & mask;
  }

  private void grow() {
    index = new int[2 * index.length];
    mask = index.length - 1;
    for (int phrase = 0; phrase < size; phrase++) {
      int i = home(symbols, starts[phrase], starts[phrase + 1]);
      while (index[i] != 0) {
        i = (i + 1) & mask;
      }
      index[i] = phrase + 1;
    }
  }

  void addAll(PhraseTable other) {
    for (int phrase = 0; phrase < other.size; phrase++) {
      add(other.symbols, other.starts[phrase], other.starts[phrase + 1], other.counts[phrase]);
    }
  }
}
