package io.steelyard.corpus.deduplicate;

import java.util.Arrays;

/**
 * The hashed word n-grams (shingles) of one text at a time, in text order with repeats.
 *
 * <p>Example: {@code the quick brown fox jumps over} has two 5-gram shingles, {@code the quick
 * brown fox jumps} and {@code quick brown fox jumps over}. A text of fewer than n words has none.
 * In a script without word spaces each character is a word ({@link Normaliser}), so that these are
 * character 5-grams. Not thread-safe.
 */
public final class Shingles {
  private final Normaliser normaliser;
  private final ShingleHash hash;
  private final int size;
  private final WordBuffer words = new WordBuffer();
  private long[] values = new long[512];
  private int count;

  /**
   * @param size words per shingle; 5 in FineWeb
   */
  public Shingles(Normaliser.Rule rule, ShingleHash.Family family, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a shingle needs at least 1 word, was " + size);
    }
    this.normaliser = new Normaliser(rule);
    this.hash = family.create();
    this.size = size;
  }

  /** Takes the shingles of {@code text}; returns how many. */
  public int take(String text) {
    normaliser.words(text, words);
    count = Math.max(0, words.words() - size + 1);
    if (values.length < count) {
      values = new long[count + count / 4];
    }
    byte[] bytes = words.bytes();
    for (int i = 0; i < count; i++) {
      values[i] = hash.hash(bytes, words.start(i), words.end(i + size - 1));
    }
    return count;
  }

  public int count() {
    return count;
  }

  /** The backing array; only the first {@link #count} values are this text's. */
  public long[] values() {
    return values;
  }

  /** The distinct shingles of the last text, ascending: what {@link #jaccard} compares. */
  public long[] distinct() {
    long[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    int n = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[n++] = sorted[i];
      }
    }
    return n == sorted.length ? sorted : Arrays.copyOf(sorted, n);
  }

  /**
   * {@code |A and B| / |A or B|} of two ascending arrays without repeats; 0 where both are empty,
   * for a text without shingles is like no other.
   */
  public static double jaccard(long[] a, long[] b) {
    int common = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i] == b[j]) {
        common++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    int union = a.length + b.length - common;
    return union == 0 ? 0 : (double) common / union;
  }
}
