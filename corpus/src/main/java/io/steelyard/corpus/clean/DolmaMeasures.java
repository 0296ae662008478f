package io.steelyard.corpus.clean;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * The repetition and length measures as Dolma's taggers define them, to compare corpora cleaned by
 * either: not interchangeable with {@link RepetitionMeasures}, although the thresholds read alike.
 *
 * <p>Words are cut at white space; all copies of a repeated line count, the first one too;
 * characters are divided by those that are not white space (so the share can exceed 1); those of
 * repeated n-grams are divided by the characters of all n-grams. Example: {@code "a b c\na b c\nd e
 * f g\na b c\n"} has duplicate lines 0.6 and characters 15/13.
 */
public final class DolmaMeasures {
  private final Segmented segmented = new Segmented(new WhitespaceSplitter());
  private final Long2IntOpenHashMap counts = new Long2IntOpenHashMap();

  /** Takes a text for the measures below. */
  public DolmaMeasures set(String text) {
    segmented.set(text);
    return this;
  }

  /**
   * Median code points of a word; the mean of the middle two of an even number; 0 without words.
   */
  public double medianWordLength() {
    int n = segmented.words();
    if (n == 0) {
      return 0;
    }
    int[] lengths = new int[n];
    for (int w = 0; w < n; w++) {
      lengths[w] = segmented.wordPoints(w, w + 1);
    }
    Arrays.sort(lengths);
    return n % 2 == 1 ? lengths[n / 2] : (lengths[n / 2 - 1] + lengths[n / 2]) / 2.0;
  }

  /** Occurrences (not different words) of a list's words. */
  public int requiredWords(StopWords words) {
    return words.matcher().occurrences(segmented);
  }

  /** Lines, cut at LF, that have a copy, of all lines; an empty last line does not count. */
  public double duplicateLines() {
    return lines(false);
  }

  /** Code points of lines that have a copy, per code point that is not white space. */
  public double duplicateLineCharacters() {
    return lines(true);
  }

  private double lines(boolean characters) {
    char[] text = segmented.text();
    int length = segmented.length();
    counts.clear();
    for (int pass = 0; ; pass++) {
      long total = 0;
      long repeated = 0;
      int start = 0;
      for (int i = 0; i <= length; i++) {
        if (i < length && text[i] != '\n' || i == length && start == length) {
          continue;
        }
        long hash = PolynomialHash.of(text, start, i);
        if (pass == 0) {
          counts.addTo(hash, 1);
        } else {
          int weight = characters ? segmented.codePoints(start, i) : 1;
          total += weight;
          repeated += counts.get(hash) > 1 ? weight : 0;
        }
        start = i + 1;
      }
      if (pass == 1) {
        double whole = characters ? visible() : total;
        return whole == 0 ? 0 : repeated / whole;
      }
    }
  }

  private int visible() {
    return segmented.wordPoints(0, segmented.words());
  }

  /** Characters of the most frequent n-gram, all occurrences, per character of all words. */
  public double topNgram(int n) {
    return ngrams(n, true);
  }

  /** Characters of all n-grams that occur more than once, per character of all n-grams. */
  public double duplicateNgrams(int n) {
    return ngrams(n, false);
  }

  private double ngrams(int n, boolean top) {
    int grams = segmented.words() - n + 1;
    if (grams <= 0) {
      return 0;
    }
    counts.clear();
    int best = -1;
    int most = 0;
    for (int i = 0; i < grams; i++) {
      counts.addTo(segmented.spacedHash(i, i + n), 1);
    }
    long total = 0;
    long repeated = 0;
    for (int i = 0; i < grams; i++) {
      int count = counts.get(segmented.spacedHash(i, i + n));
      int points = segmented.wordPoints(i, i + n);
      total += points;
      repeated += count > 1 ? points : 0;
      if (count > most) {
        most = count;
        best = i;
      }
    }
    return top
        ? (double) segmented.wordPoints(best, best + n) * most / visible()
        : (double) repeated / total;
  }
}
