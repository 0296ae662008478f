package io.steelyard.vocab;

import java.util.Arrays;

/**
 * Tells whether two tokens that were made apart stay as they are side by side: whether encoding the
 * text of both together gives the same two tokens. The encodings of two texts joined are the
 * encoding of the joined text exactly when their seam holds.
 *
 * <p>The last merges of the two tokens are undone, the later one first; the seam breaks when the
 * two parts that face each other have a merge of a lower rank than what was undone. On equal ranks
 * the merge further left comes first.
 *
 * <p>Example: with the merges {@code (a,b)->ab} of rank 0 and {@code (b,b)->bb} of rank 1, {@code
 * bb} after {@code a} does not hold: undone to {@code b}, it meets {@code a} at rank 0.
 *
 * @see <a href="https://github.com/github/rust-gems/tree/main/crates/bpe">the crate bpe</a>, where
 *     the test was published
 */
final class Seams {
  private static final int ATOM = -1;

  private final PairTable pairs;
  private final int limit;
  private final int[] left;
  private final int[] right;
  private final int[] rank;

  private Seams(PairTable pairs, int limit, int[] left, int[] right, int[] rank) {
    this.pairs = pairs;
    this.limit = limit;
    this.left = left;
    this.right = right;
    this.rank = rank;
  }

  /**
   * The test for one model; null where it would not be exact: a token with two merges, or a merge
   * that ranks before one that makes its parts.
   */
  static Seams of(BytePairModel model, PairTable pairs) {
    int[] left = new int[model.size()];
    int[] right = new int[model.size()];
    int[] rank = new int[model.size()];
    Arrays.fill(rank, ATOM);
    int limit = 0;
    for (int i = 0; i < model.mergeCount(); i++) {
      int token = model.result(i);
      if (rank[token] != ATOM) {
        return null;
      }
      left[token] = model.left(i);
      right[token] = model.right(i);
      rank[token] = model.rank(i);
      limit = Math.max(limit, model.rank(i) + 1);
    }
    for (int i = 0; i < model.mergeCount(); i++) {
      if (rank[model.left(i)] >= model.rank(i) || rank[model.right(i)] >= model.rank(i)) {
        return null;
      }
    }
    return new Seams(pairs, limit, left, right, rank);
  }

  boolean holds(int a, int b) {
    int before = limit;
    while (true) {
      if (pairs.rank(a, b) < before) {
        return false;
      }
      if (rank[a] > rank[b]) {
        before = rank[a];
        a = right[a];
      } else if (rank[b] != ATOM) {
        before = rank[b] + 1;
        b = left[b];
      } else {
        return true;
      }
    }
  }
}
