package io.steelyard.vocab.train.unigram;

import java.util.Arrays;

/**
 * All ways to cut one run into pieces. Each thread has its own.
 *
 * <p>Sums over ways are of probabilities themselves, {@code F(end) = sum of F(start) p(piece)},
 * where that does not leave the range of doubles, and of logarithms otherwise.
 *
 * <p>Example: {@code ab} with p(a) = p(b) = 1/2 and p(ab) = 1/4 has the ways {@code a b} and {@code
 * ab}, both of probability 1/4, so each piece is expected half a time.
 */
final class PieceLattice {
  /** Below this a sum of probabilities may have lost parts that matter. */
  private static final double LEAST = 1e-250;

  private final CodedWords words;
  private final PieceSet pieces;
  private final PieceTrie trie;
  private final int[] arcPiece;
  private final int[] arcStart;
  private final int[] arcEnd;
  private final double[] forward = new double[CodedWords.LONGEST + 1];
  private final double[] backward = new double[CodedWords.LONGEST + 1];
  private final int[] via = new int[CodedWords.LONGEST + 1];
  private int arcs;

  PieceLattice(PieceSet pieces, PieceTrie trie, int longest) {
    this.words = pieces.words;
    this.pieces = pieces;
    this.trie = trie;
    this.arcPiece = new int[CodedWords.LONGEST * longest];
    this.arcStart = new int[arcPiece.length];
    this.arcEnd = new int[arcPiece.length];
  }

  /**
   * Adds how often each piece is expected in a run that occurs {@code count} times: {@code count *
   * F(start) p(piece) B(end) / Z}, each term rounded to a whole number of {@code 1 / scale}, so
   * that sums do not depend on order.
   */
  void expect(int run, double count, long[] expected) {
    int from = words.starts()[run];
    int n = words.end(run) - from;
    build(from, n);
    Arrays.fill(forward, 0, n + 1, 0);
    forward[0] = 1;
    for (int a = 0; a < arcs; a++) {
      forward[arcEnd[a]] += forward[arcStart[a]] * pieces.chances[arcPiece[a]];
    }
    if (!(forward[n] >= LEAST)) {
      expectInLogs(n, count, expected);
      return;
    }
    Arrays.fill(backward, 0, n, 0);
    backward[n] = 1;
    double each = count / forward[n];
    for (int a = arcs - 1; a >= 0; a--) {
      double chance = pieces.chances[arcPiece[a]] * backward[arcEnd[a]];
      backward[arcStart[a]] += chance;
      expected[arcPiece[a]] += (long) (forward[arcStart[a]] * chance * each + 0.5);
    }
  }

  private void expectInLogs(int n, double count, long[] expected) {
    Arrays.fill(forward, 0, n + 1, Double.NEGATIVE_INFINITY);
    forward[0] = 0;
    for (int a = 0; a < arcs; a++) {
      forward[arcEnd[a]] =
          logSum(forward[arcEnd[a]], forward[arcStart[a]] + pieces.scores[arcPiece[a]]);
    }
    Arrays.fill(backward, 0, n, Double.NEGATIVE_INFINITY);
    backward[n] = 0;
    for (int a = arcs - 1; a >= 0; a--) {
      double way = pieces.scores[arcPiece[a]] + backward[arcEnd[a]];
      backward[arcStart[a]] = logSum(backward[arcStart[a]], way);
      double share = StrictMath.exp(forward[arcStart[a]] + way - forward[n]);
      expected[arcPiece[a]] += (long) (share * count + 0.5);
    }
  }

  private static double logSum(double a, double b) {
    double high = Math.max(a, b);
    return high == Double.NEGATIVE_INFINITY
        ? high
        : high + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - high));
  }

  /** Arcs by start: every character is a piece, so there is a way through. */
  private void build(int from, int n) {
    char[] chars = words.chars();
    arcs = 0;
    for (int i = 0; i < n; i++) {
      int node = PieceTrie.ROOT;
      for (int k = i; k < n; k++) {
        node = trie.next(node, chars[from + k]);
        if (node == PieceTrie.NONE) {
          break;
        }
        int piece = trie.piece(node);
        if (piece != PieceTrie.NONE && pieces.used(piece)) {
          arcPiece[arcs] = piece;
          arcStart[arcs] = i;
          arcEnd[arcs++] = k + 1;
        }
      }
    }
  }

  /** Adds {@code count} to each piece of the best way; of equal ways the first from the left. */
  void best(int run, long count, long[] seen) {
    int from = words.starts()[run];
    int n = words.end(run) - from;
    build(from, n);
    walk(n, -1);
    for (int end = n; end > 0; end = arcStart[via[end]]) {
      seen[arcPiece[via[end]]] += count;
    }
  }

  /**
   * The best way to cut a piece without itself.
   *
   * @return its score; {@link #way} has its pieces
   */
  double without(int piece) {
    int n = pieces.lengths[piece];
    build(pieces.places[piece], n);
    return walk(n, piece);
  }

  /** Pieces of the last way found, from the last to the first. */
  int way(int piece, int[] out) {
    int size = 0;
    for (int end = pieces.lengths[piece]; end > 0; end = arcStart[via[end]]) {
      out[size++] = arcPiece[via[end]];
    }
    return size;
  }

  private double walk(int n, int banned) {
    Arrays.fill(forward, 0, n + 1, Double.NEGATIVE_INFINITY);
    forward[0] = 0;
    for (int a = 0; a < arcs; a++) {
      double score = forward[arcStart[a]] + pieces.scores[arcPiece[a]];
      if (score > forward[arcEnd[a]] && arcPiece[a] != banned) {
        forward[arcEnd[a]] = score;
        via[arcEnd[a]] = a;
      }
    }
    return forward[n];
  }
}
