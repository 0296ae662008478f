package io.steelyard.vocab.train.unigram;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.train.WordCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Trains a unigram vocabulary as SentencePiece does (Kudo 2018): from many pieces down to few.
 *
 * <ol>
 *   <li>Start from {@link SeedPieces}.
 *   <li>Twice: count how often each piece is expected in the text, {@code E(x)}; a piece expected
 *       less than half a time goes; set {@code ln p(x) = psi(E(x)) - psi(sum of E)}, with the
 *       digamma function psi (the Bayesian variant of EM, which favours few pieces).
 *   <li>While there are more than 1.1 times the pieces wanted: drop those whose loss costs the text
 *       least, see {@link PieceLosses}, at most a quarter of all; go on with 2.
 *   <li>Keep every character of the alphabet and otherwise the most probable pieces.
 * </ol>
 *
 * <p>Example: {@code low} x 5, {@code lower} x 2 and seven pieces wanted give {@code l, o, w, e, r}
 * and the two of {@code low, er, ...} that are most probable.
 *
 * <p>Differences from SentencePiece: characters of the alphabet never go, but count as expected
 * half a time (there they come back at the end with the lowest score); sums are of 64-bit numbers;
 * seeds are counted within words, weighted. Results do not depend on the number of threads.
 */
public final class UnigramTrainer {
  private static final double LEAST_EXPECTED = 0.5;
  private static final int ROUNDS_OF_EM = 2;
  private static final double FIRST_TARGET = 1.1;

  /** Runs that a thread takes at a time. */
  private static final int PORTION = 2048;

  /** Sums of expectations stay below 2^62. */
  private static final int SUM_BITS = 61;

  private final Settings settings;
  private final int threads;

  /**
   * @param pieces how many are wanted, the alphabet among them
   * @param coverage share of the text's characters that the alphabet has: SentencePiece's 0.9995
   * @param reserved characters that are in the alphabet however rare
   * @param longest longest piece in characters: SentencePiece's 16
   * @param seeds how many pieces to start from, beside characters: SentencePiece's 1,000,000
   * @param shrink what part of the pieces is left after each pruning: SentencePiece's 0.75
   */
  public record Settings(
      int pieces, double coverage, String reserved, int longest, int seeds, double shrink) {
    public static final double COVERAGE = 0.9995;
    public static final int LONGEST = 16;
    public static final int SEEDS = 1_000_000;
    public static final double SHRINK = 0.75;

    public Settings {
      if (pieces < 1) {
        throw new IllegalArgumentException("pieces is " + pieces + "; ask for 1 or more");
      }
      if (!(coverage > 0 && coverage <= 1)) {
        throw new IllegalArgumentException(
            "coverage is " + coverage + "; give a share above 0 and up to 1");
      }
      if (longest < 1 || longest > PieceSet.LONGEST) {
        throw new IllegalArgumentException(
            "longest piece is " + longest + " characters; give 1 to " + PieceSet.LONGEST);
      }
      if (seeds < 1 || seeds > PieceTrie.MOST_PIECES - CodedWords.MOST_CHARACTERS) {
        throw new IllegalArgumentException(
            "seed-pieces is "
                + seeds
                + "; give 1 to "
                + (PieceTrie.MOST_PIECES - CodedWords.MOST_CHARACTERS));
      }
      if (!(shrink > 0 && shrink < 1)) {
        throw new IllegalArgumentException(
            "shrink is " + shrink + "; give more than 0, less than 1");
      }
    }

    /** SentencePiece's defaults. */
    public static Settings of(int pieces) {
      return new Settings(pieces, COVERAGE, "", LONGEST, SEEDS, SHRINK);
    }
  }

  /**
   * What came out.
   *
   * @param pieces from the most probable on; of equal ones in the order of their text
   * @param scores their log-probabilities
   * @param alphabet how many characters are pieces
   * @param unknown occurrences of other characters, weighted
   * @param seeds how many pieces there were at first
   * @param prunings how often pieces were dropped
   */
  public record Trained(
      List<String> pieces, double[] scores, int alphabet, long unknown, int seeds, int prunings) {}

  public UnigramTrainer(Settings settings, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + "; give 1 or more");
    }
    this.settings = settings;
    this.threads = threads;
  }

  /** Without word of how far it is. */
  public Trained train(WordCounts words) {
    return train(words, pieces -> {});
  }

  /**
   * @param words no piece crosses their borders
   * @param left hears how many pieces are left, after each pruning
   */
  public Trained train(WordCounts words, IntConsumer left) {
    CodedWords coded = CodedWords.of(words, settings.coverage(), settings.reserved());
    int alphabet = coded.alphabet().length - 1;
    if (coded.size() == 0) {
      throw new RequestException("the text has no words to train on");
    }
    if (alphabet > settings.pieces()) {
      throw new RequestException(
          "there is room for "
              + settings.pieces()
              + " pieces, but the text has "
              + alphabet
              + " characters that must be pieces: raise size by "
              + (alphabet - settings.pieces())
              + " or more, or lower coverage");
    }
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return new Run(coded, words.unit(), pool).train(left);
    } finally {
      pool.shutdown();
    }
  }

  /** One training. */
  private final class Run {
    private final CodedWords words;
    private final double unit;
    private final double scale;
    private final ForkJoinPool pool;

    Run(CodedWords words, long unit, ForkJoinPool pool) {
      this.words = words;
      this.unit = unit;
      this.pool = pool;
      long total = 1;
      for (int r = 0; r < words.size(); r++) {
        total += Math.multiplyExact(words.counts()[r], (long) words.end(r) - words.starts()[r]);
      }
      int bits = SUM_BITS - (64 - Long.numberOfLeadingZeros(total));
      this.scale = 1L << Math.max(0, bits);
    }

    Trained train(IntConsumer left) {
      long twice = 2 * (long) unit;
      PieceSet pieces = SeedPieces.of(words, settings.longest(), settings.seeds(), twice, pool);
      int seeds = pieces.size();
      int target = (int) (settings.pieces() * FIRST_TARGET);
      int prunings = 0;
      while (true) {
        left.accept(pieces.size());
        PieceTrie trie = PieceTrie.of(pieces);
        for (int i = 0; i < ROUNDS_OF_EM; i++) {
          maximise(pieces, expect(pieces, trie));
        }
        int used = pieces.countUsed();
        if (used <= target) {
          return last(pieces, seeds, prunings);
        }
        int wanted = Math.max(target, (int) (settings.shrink() * used));
        PieceLosses losses = new PieceLosses(pieces, trie, settings.longest());
        PieceSet fewer = losses.keep(wanted, seen(pieces, trie), pool);
        prunings++;
        if (fewer.size() >= used) {
          return last(pieces, seeds, prunings);
        }
        pieces = fewer;
      }
    }

    /** Expected occurrences of each piece, in parts of {@code 1 / (unit * scale)}. */
    private long[] expect(PieceSet pieces, PieceTrie trie) {
      return sum(
          pieces,
          trie,
          (lattice, run, sums) -> lattice.expect(run, words.counts()[run] * scale, sums));
    }

    /** Occurrences of each piece in the best ways to cut all words, weighted. */
    private long[] seen(PieceSet pieces, PieceTrie trie) {
      return sum(
          pieces, trie, (lattice, run, sums) -> lattice.best(run, words.counts()[run], sums));
    }

    private long[] sum(PieceSet pieces, PieceTrie trie, Work work) {
      int portions = (words.size() + PORTION - 1) / PORTION;
      java.util.concurrent.atomic.AtomicInteger next =
          new java.util.concurrent.atomic.AtomicInteger();
      List<long[]> sums =
          pool.submit(
                  () ->
                      IntStream.range(0, threads)
                          .parallel()
                          .mapToObj(
                              t -> {
                                PieceLattice lattice =
                                    new PieceLattice(pieces, trie, settings.longest());
                                long[] own = new long[pieces.size()];
                                for (int p = next.getAndIncrement();
                                    p < portions;
                                    p = next.getAndIncrement()) {
                                  int end = Math.min(words.size(), (p + 1) * PORTION);
                                  for (int run = p * PORTION; run < end; run++) {
                                    work.add(lattice, run, own);
                                  }
                                }
                                return own;
                              })
                          .toList())
              .join();
      long[] all = sums.get(0);
      for (int t = 1; t < sums.size(); t++) {
        long[] more = sums.get(t);
        for (int i = 0; i < all.length; i++) {
          all[i] += more[i];
        }
      }
      return all;
    }

    private void maximise(PieceSet pieces, long[] expected) {
      double sum = 0;
      double[] occurrences = new double[expected.length];
      for (int i = 0; i < expected.length; i++) {
        double e = expected[i] / scale / unit;
        if (e < LEAST_EXPECTED) {
          e = i < pieces.letters() ? LEAST_EXPECTED : 0;
        }
        occurrences[i] = e;
        sum += e;
      }
      double log = Digamma.of(sum);
      for (int i = 0; i < expected.length; i++) {
        pieces.score(
            i, occurrences[i] == 0 ? Double.NEGATIVE_INFINITY : Digamma.of(occurrences[i]) - log);
      }
    }

    private Trained last(PieceSet pieces, int seeds, int prunings) {
      record Scored(String text, double score) {}
      Comparator<Scored> order =
          Comparator.comparingDouble((Scored s) -> -s.score()).thenComparing(Scored::text);
      List<Scored> letters = new ArrayList<>();
      List<Scored> others = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        if (pieces.used(i)) {
          Scored piece = new Scored(pieces.text(i), pieces.scores[i]);
          (i < pieces.letters() ? letters : others).add(piece);
        }
      }
      others.sort(order);
      List<Scored> kept = new ArrayList<>(letters);
      kept.addAll(others.subList(0, Math.min(others.size(), settings.pieces() - letters.size())));
      kept.sort(order);
      return new Trained(
          kept.stream().map(Scored::text).toList(),
          kept.stream().mapToDouble(Scored::score).toArray(),
          letters.size(),
          words.unknown(),
          seeds,
          prunings);
    }
  }

  @FunctionalInterface
  private interface Work {
    void add(PieceLattice lattice, int run, long[] sums);
  }
}
