package io.steelyard.vocab.train.unigram;

import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;

/**
 * The pieces that training starts from: every character, and of the strings that occur twice or
 * more and are not always followed by one and the same character the {@code most} with the highest
 * count times length (Kudo 2018, with an enhanced suffix array). Their first probabilities are
 * proportional to that.
 *
 * <p>Example: {@code low} x 5 and {@code lower} x 2: {@code low} (7 x 3), {@code lower} (2 x 5),
 * {@code ow}, {@code ower}, {@code wer}, {@code er}; not {@code lo}, which {@code w} always
 * follows.
 *
 * <p>Counts are those of the text: each occurrence in a word counts as often as the word.
 */
final class SeedPieces {
  private final CodedWords words;
  private final int longest;
  private final int most;
  private final long least;

  private int[] places;
  private byte[] lengths;
  private long[] values;
  private int size;

  /**
   * @param least count of a string that is taken
   */
  private SeedPieces(CodedWords words, int longest, int most, long least) {
    this.words = words;
    this.longest = longest;
    this.most = most;
    this.least = least;
    this.places = new int[1024];
    this.lengths = new byte[1024];
    this.values = new long[1024];
  }

  static PieceSet of(CodedWords words, int longest, int most, long least, ForkJoinPool pool) {
    SeedPieces seeds = new SeedPieces(words, longest, most, least);
    seeds.walk(SuffixOrder.of(words.chars(), longest + 1, pool));
    if (seeds.size > most) {
      seeds.trim();
    }
    return seeds.pieces();
  }

  /**
   * Walks the intervals of places with a common beginning, from the inside out. A place is an
   * interval of its own, as deep as its run goes on.
   */
  private void walk(int[] order) {
    char[] chars = words.chars();
    int[] runs = runs();
    int depths = longest + 1;
    int[] depth = new int[depths + 2];
    long[] weight = new long[depths + 2];
    int[] place = new int[depths + 2];
    int top = 0; // depth 0
    for (int i = 0; i <= order.length; i++) {
      int common =
          i == 0 || i == order.length
              ? 0
              : SuffixOrder.common(chars, order[i - 1], order[i], depths);
      while (depth[top] > common) {
        candidate(place[top], depth[top], weight[top]);
        if (depth[top - 1] < common) {
          depth[top] = common;
        } else {
          top--;
          weight[top] += weight[top + 1];
        }
      }
      if (i == order.length) {
        break;
      }
      int at = order[i];
      int run = runs[at];
      int own = Math.min(depths, words.end(run) - at);
      if (depth[top] == own) {
        weight[top] += words.counts()[run];
      } else {
        top++;
        depth[top] = own;
        weight[top] = words.counts()[run];
        place[top] = at;
      }
    }
  }

  /** The run of each place. */
  private int[] runs() {
    int[] runs = new int[words.chars().length];
    for (int r = 0; r < words.size(); r++) {
      Arrays.fill(runs, words.starts()[r], words.starts()[r + 1], r);
    }
    return runs;
  }

  private void candidate(int place, int length, long weight) {
    if (length < 2 || length > longest || weight < least) {
      return;
    }
    if (size == places.length) {
      if (size >= 2L * most) {
        trim();
      } else {
        int more = (int) Math.min(2L * size, Math.max(2L * most, 1024));
        places = Arrays.copyOf(places, more);
        lengths = Arrays.copyOf(lengths, more);
        values = Arrays.copyOf(values, more);
      }
    }
    places[size] = place;
    lengths[size] = (byte) length;
    // Weighted bytes are below 2^62; a piece's length in characters is no more than in bytes.
    values[size++] = weight * length;
  }

  /** Keeps the most valuable; of equal ones those found first, in their order. */
  private void trim() {
    long[] sorted = Arrays.copyOf(values, size);
    LongArrays.radixSort(sorted);
    long bound = sorted[size - most];
    int above = 0;
    for (int i = 0; i < size; i++) {
      above += values[i] > bound ? 1 : 0;
    }
    int atBound = most - above;
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (values[i] > bound || values[i] == bound && atBound-- > 0) {
        places[n] = places[i];
        lengths[n] = lengths[i];
        values[n++] = values[i];
      }
    }
    size = n;
  }

  private PieceSet pieces() {
    int letters = words.alphabet().length - 1;
    int[] at = new int[letters + size];
    byte[] length = new byte[letters + size];
    Arrays.fill(length, 0, letters, (byte) 1);
    System.arraycopy(places, 0, at, letters, size);
    System.arraycopy(lengths, 0, length, letters, size);
    PieceSet set = new PieceSet(words, at, length);
    double sum = 0;
    for (int i = 1; i <= letters; i++) {
      sum += Math.max(1, words.characters()[i]);
    }
    for (int i = 0; i < size; i++) {
      sum += values[i];
    }
    double log = StrictMath.log(sum);
    for (int i = 0; i < letters; i++) {
      set.score(i, StrictMath.log(Math.max(1, words.characters()[i + 1])) - log);
    }
    for (int i = 0; i < size; i++) {
      set.score(letters + i, StrictMath.log(values[i]) - log);
    }
    return set;
  }
}
