package io.steelyard.vocab.train.unigram;

import io.steelyard.vocab.pretokenize.Utf8;
import io.steelyard.vocab.train.WordCounts;
import it.unimi.dsi.fastutil.ints.Int2CharOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import java.util.Arrays;

/**
 * Counted words as runs of characters that are numbered by frequency, each run ended by 0. The
 * alphabet is the most frequent characters that make up the {@code coverage} of the text; any other
 * character cuts its word, because no piece may hold it.
 *
 * <p>Example: {@code aba} x 3 and {@code aça} x 1 with an alphabet of a and b are the runs {@code 1
 * 2 1 0} x 3, {@code 1 0} x 1 and {@code 1 0} x 1.
 *
 * <p>A run of more than {@link #LONGEST} characters is cut, so that what a thread holds for one run
 * stays small.
 *
 * @param chars all runs
 * @param starts where each run begins, and the end of the last
 * @param counts of each run's word
 * @param alphabet code point of each number; 0 stands for none
 * @param characters how often each number occurs, weighted
 * @param unknown occurrences of characters outside the alphabet, weighted
 */
record CodedWords(
    char[] chars, int[] starts, long[] counts, int[] alphabet, long[] characters, long unknown) {
  static final int LONGEST = 1024;

  /** Numbers are chars, and one is the end. */
  static final int MOST_CHARACTERS = Character.MAX_VALUE;

  /**
   * @param coverage share of the text's characters, 0 to 1; characters are taken from the most
   *     frequent on (of equal ones the lower code point) until they make up as much
   */
  static CodedWords of(WordCounts words, double coverage, String reserved) {
    Int2LongOpenHashMap seen = new Int2LongOpenHashMap();
    long total = 0;
    long length = 0;
    for (int w = 0; w < words.size(); w++) {
      byte[] utf8 = words.word(w);
      for (int i = 0; i < utf8.length; ) {
        int c = Utf8.codePointAt(utf8, i, utf8.length);
        i += c < 0 ? 1 : Utf8.length(c);
        seen.addTo(c, words.count(w));
        total += words.count(w);
        length++;
      }
      length += 2;
    }
    if (length + length / LONGEST > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "the distinct words have " + length + " characters; set a memory limit for them");
    }
    int[] alphabet = alphabet(seen, total, coverage, reserved);
    Int2CharOpenHashMap ids = new Int2CharOpenHashMap();
    long[] characters = new long[alphabet.length];
    long known = 0;
    for (int id = 1; id < alphabet.length; id++) {
      ids.put(alphabet[id], (char) id);
      characters[id] = seen.get(alphabet[id]);
      known += characters[id];
    }
    return new Runs(words, ids, (int) (length + length / LONGEST))
        .build(alphabet, characters, total - known);
  }

  private static int[] alphabet(
      Int2LongOpenHashMap seen, long total, double coverage, String reserved) {
    int[] order =
        seen.int2LongEntrySet().stream()
            .filter(e -> e.getIntKey() >= 0 && e.getLongValue() > 0)
            .sorted(
                (a, b) -> {
                  int c = Long.compare(b.getLongValue(), a.getLongValue());
                  return c != 0 ? c : Integer.compare(a.getIntKey(), b.getIntKey());
                })
            .mapToInt(e -> e.getIntKey())
            .toArray();
    int[] alphabet = new int[1 + order.length + reserved.length()];
    int size = 1;
    long covered = 0;
    for (int i = 0; i < order.length && (double) covered / total < coverage; i++) {
      alphabet[size++] = order[i];
      covered += seen.get(order[i]);
    }
    for (int c : reserved.codePoints().distinct().sorted().toArray()) {
      boolean there = false;
      for (int i = 1; i < size && !there; i++) {
        there = alphabet[i] == c;
      }
      if (!there) {
        alphabet[size++] = c;
      }
    }
    return Arrays.copyOf(alphabet, Math.min(size, MOST_CHARACTERS));
  }

  /** Number of runs. */
  int size() {
    return counts.length;
  }

  /** Where a run's 0 is. */
  int end(int run) {
    return starts[run + 1] - 1;
  }

  String text(int at, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = at; i < at + length; i++) {
      text.appendCodePoint(alphabet[chars[i]]);
    }
    return text.toString();
  }

  /** Writes runs one after the other. */
  private static final class Runs {
    private final WordCounts words;
    private final Int2CharOpenHashMap ids;
    private final char[] chars;
    private int[] starts = new int[1024];
    private long[] counts = new long[1024];
    private int size;
    private int at;

    Runs(WordCounts words, Int2CharOpenHashMap ids, int length) {
      this.words = words;
      this.ids = ids;
      this.chars = new char[length];
    }

    CodedWords build(int[] alphabet, long[] characters, long unknown) {
      for (int w = 0; w < words.size(); w++) {
        if (words.count(w) == 0) {
          continue;
        }
        byte[] utf8 = words.word(w);
        int start = at;
        for (int i = 0; i < utf8.length; ) {
          int c = Utf8.codePointAt(utf8, i, utf8.length);
          i += c < 0 ? 1 : Utf8.length(c);
          char id = ids.get(c);
          if (id == 0 || at - start == LONGEST) {
            start = end(start, words.count(w));
          }
          if (id != 0) {
            chars[at++] = id;
          }
        }
        end(start, words.count(w));
      }
      return new CodedWords(
          Arrays.copyOf(chars, at),
          Arrays.copyOf(starts, size + 1),
          Arrays.copyOf(counts, size),
          alphabet,
          characters,
          unknown);
    }

    /** Ends the run that began at {@code start}; one without characters leaves nothing. */
    private int end(int start, long count) {
      if (at > start) {
        chars[at++] = 0;
        if (size + 1 == counts.length) {
          starts = Arrays.copyOf(starts, 2 * size + 2);
          counts = Arrays.copyOf(counts, 2 * size + 2);
        }
        counts[size++] = count;
        starts[size] = at;
      }
      return at;
    }
  }
}
