package io.steelyard.vocab.train.unigram;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * What the text's likelihood loses without a piece, and which pieces are kept. Without {@code x},
 * seen {@code f(x)} times in the best cuts of the text, each of its places is cut into the best way
 * to cut it otherwise, {@code y_1 ... y_k}:
 *
 * <pre>
 * loss(x) = f(x) (ln(f(x) / S) - sum_j ln((f(y_j) + f(x)) / (S + (k - 1) f(x))))
 * </pre>
 *
 * with S the sum of all f. A piece that cannot be cut, or that is seen though its parts together
 * are more probable, stays; one that is not seen and whose parts are more probable goes.
 *
 * <p>Example: f(ab) = 4, f(a) = f(b) = 3, S = 10: {@code 4 (ln 0.4 - 2 ln(7 / 14))} = 1.880.
 */
final class PieceLosses {
  private final PieceSet pieces;
  private final PieceTrie trie;
  private final int longest;

  PieceLosses(PieceSet pieces, PieceTrie trie, int longest) {
    this.pieces = pieces;
    this.trie = trie;
    this.longest = longest;
  }

  /**
   * @param wanted how many to keep, if as many can go
   * @param seen occurrences of each piece in the best cuts
   */
  PieceSet keep(int wanted, long[] seen, ForkJoinPool pool) {
    double[] losses = new double[pieces.size()];
    long total = 0;
    for (long n : seen) {
      total += n;
    }
    double sum = total;
    int portion = 1 << 13;
    pool.submit(
            () ->
                IntStream.range(0, (losses.length + portion - 1) / portion)
                    .parallel()
                    .forEach(
                        p -> {
                          PieceLattice lattice = new PieceLattice(pieces, trie, longest);
                          int[] way = new int[longest];
                          int end = Math.min(losses.length, (p + 1) * portion);
                          for (int i = p * portion; i < end; i++) {
                            losses[i] = loss(lattice, way, i, seen, sum);
                          }
                        }))
        .join();
    return pieces.only(chosen(losses, wanted));
  }

  /** Infinity: stays; negative infinity: goes. */
  private double loss(PieceLattice lattice, int[] way, int piece, long[] seen, double sum) {
    if (!pieces.used(piece)) {
      return Double.NEGATIVE_INFINITY;
    }
    if (pieces.lengths[piece] == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double parts = lattice.without(piece);
    if (parts == Double.NEGATIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    if (parts > pieces.scores[piece]) {
      return seen[piece] == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return formula(piece, lattice.way(piece, way), way, seen, sum);
  }

  private static double formula(int piece, int k, int[] way, long[] seen, double sum) {
    double f = seen[piece];
    if (f == 0) {
      return 0;
    }
    double without = StrictMath.log(sum + f * (k - 1));
    double parts = 0;
    for (int j = 0; j < k; j++) {
      parts += StrictMath.log(seen[way[j]] + f) - without;
    }
    return f * (StrictMath.log(f) - StrictMath.log(sum) - parts);
  }

  /** Those that stay, and of the others the ones with the greatest losses, the earlier first. */
  private static boolean[] chosen(double[] losses, int wanted) {
    boolean[] chosen = new boolean[losses.length];
    int[] open = new int[losses.length];
    int n = 0;
    int kept = 0;
    for (int i = 0; i < losses.length; i++) {
      if (losses[i] == Double.POSITIVE_INFINITY) {
        chosen[i] = true;
        kept++;
      } else if (losses[i] != Double.NEGATIVE_INFINITY) {
        open[n++] = i;
      }
    }
    int[] order = Arrays.copyOf(open, n);
    IntArrays.quickSort(
        order,
        (a, b) -> {
          int c = Double.compare(losses[b], losses[a]);
          return c != 0 ? c : Integer.compare(a, b);
        });
    for (int i = 0; i < n && kept < wanted; i++, kept++) {
      chosen[order[i]] = true;
    }
    return chosen;
  }
}
