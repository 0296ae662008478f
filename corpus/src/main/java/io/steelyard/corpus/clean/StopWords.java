package io.steelyard.corpus.clean;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The stop words of one language: frequent function words whose absence marks a text as no running
 * text. Compared as written (case matters), as the anchor does.
 *
 * @see StopWordLists for the lists that ship
 */
public final class StopWords {
  /** The eight English words of Gopher (Rae et al. 2021, section A.1.1). */
  public static final StopWords GOPHER_ENGLISH =
      new StopWords(
          List.of("the", "be", "to", "of", "and", "that", "have", "with"),
          "Gopher, Rae et al. 2021, section A.1.1");

  private final List<String> words;
  private final String source;
  private final long[] keys;
  private final char[][] spellings;
  private final int mask;

  public StopWords(Collection<String> words, String source) {
    this.words = List.copyOf(new TreeSet<>(words));
    this.source = source;
    if (this.words.isEmpty()) {
      throw new IllegalArgumentException("a list of stop words needs at least one word");
    }
    int size = Integer.highestOneBit(this.words.size()) * 4;
    mask = size - 1;
    keys = new long[size];
    spellings = new char[size][];
    for (String word : this.words) {
      long hash = PolynomialHash.of(word);
      int i = slot(hash);
      while (spellings[i] != null) {
        i = i + 1 & mask;
      }
      keys[i] = hash;
      spellings[i] = word.toCharArray();
    }
  }

  /** The words in code-unit order. */
  public List<String> words() {
    return words;
  }

  /** Where the list comes from. */
  public String source() {
    return source;
  }

  private int slot(long hash) {
    return (int) ((hash * 0x9E3779B97F4A7C15L) >>> 40) & mask;
  }

  Matcher matcher() {
    return new Matcher();
  }

  /** Counts the list's words in texts; keeps marks, so one per thread. */
  final class Matcher {
    private final int[] seen = new int[keys.length];
    private int stamp;

    StopWords list() {
      return StopWords.this;
    }

    /** How many different words of the list the text has. */
    int distinct(Segmented s) {
      if (++stamp == Integer.MAX_VALUE) {
        Arrays.fill(seen, 0);
        stamp = 1;
      }
      int distinct = 0;
      for (int w = 0; w < s.words(); w++) {
        int i = find(s, w);
        if (i >= 0 && seen[i] != stamp) {
          seen[i] = stamp;
          distinct++;
        }
      }
      return distinct;
    }

    /** How many words of the text are in the list. */
    int occurrences(Segmented s) {
      int n = 0;
      for (int w = 0; w < s.words(); w++) {
        n += find(s, w) >= 0 ? 1 : 0;
      }
      return n;
    }

    private int find(Segmented s, int w) {
      long hash = s.hash(w);
      for (int i = slot(hash); spellings[i] != null; i = i + 1 & mask) {
        char[] word = spellings[i];
        if (keys[i] == hash
            && Arrays.equals(s.text(), s.start(w), s.end(w), word, 0, word.length)) {
          return i;
        }
      }
      return -1;
    }
  }

  @Override
  public String toString() {
    return "StopWords" + words;
  }
}
