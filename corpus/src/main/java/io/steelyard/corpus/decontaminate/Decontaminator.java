package io.steelyard.corpus.decontaminate;

import io.steelyard.corpus.deduplicate.Normaliser;
import io.steelyard.corpus.deduplicate.WordBuffer;
import io.steelyard.corpus.deduplicate.XxHash64;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds evaluation texts inside training documents: any run of n words (13 by default) that a
 * document shares with a named evaluation text is a hit, with case, punctuation, accents and
 * spacing ignored and numbers kept.
 *
 * <p>An evaluation text of n words or more gives all its word n-grams; one with fewer, but at least
 * {@link #SHORTEST}, counts as a whole; one still shorter says too little to search for and is
 * counted as {@link #tooShort}. Example with n = 13: the question {@code What is the boiling point
 * of water at sea level?} has 10 words and is found whole.
 *
 * <p>Exact: all entries are found by the hash of their first eight words and then compared byte by
 * byte, so a hit is never a hash collision. One hash per word of a document, whatever n. Build with
 * {@link #add}, then search with one {@link Search} per thread.
 */
public final class Decontaminator {
  /** Fewest words that are searched for. */
  public static final int SHORTEST = 8;

  /** Most, and the default (GPT-3, 2005.14165, appendix C). */
  public static final int LONGEST = 13;

  /**
   * A stretch of a document that an evaluation text shares.
   *
   * @param evaluation name of the evaluation
   * @param item which of its texts, from 0
   * @param start first code point in the document
   * @param end code point after the last
   * @param words length of the stretch in words
   */
  public record Hit(String evaluation, int item, int start, int end, int words) {}

  private record Item(String evaluation, int number, byte[] bytes, int[] starts, int[] ends) {}

  private final int words;
  private final Normaliser normaliser = newNormaliser();
  private final WordBuffer buffer = new WordBuffer();
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<String, Integer> tooShort = new LinkedHashMap<>();
  private final Long2IntOpenHashMap heads = new Long2IntOpenHashMap();
  // one entry per n-gram: its item, first word, length in words, and the next entry of the chain
  private int[][] entries = new int[4][1024];
  private int size;

  /**
   * @param words n, from 8 to 13
   */
  public Decontaminator(int words) {
    if (words < SHORTEST || words > LONGEST) {
      throw new IllegalArgumentException(
          "decontamination compares runs of 8 to 13 words, was " + words);
    }
    this.words = words;
    heads.defaultReturnValue(-1);
  }

  private static Normaliser newNormaliser() {
    return new Normaliser(Normaliser.Rule.STANDARD_WITH_NUMBERS);
  }

  /** Adds one text of a named evaluation. */
  public void add(String evaluation, String text) {
    int number = numbers.merge(evaluation, 1, Integer::sum) - 1;
    normaliser.words(text, buffer);
    int count = buffer.words();
    if (count < SHORTEST) {
      tooShort.merge(evaluation, 1, Integer::sum);
      return;
    }
    int[] starts = new int[count];
    int[] ends = new int[count];
    for (int w = 0; w < count; w++) {
      starts[w] = buffer.start(w);
      ends[w] = buffer.end(w);
    }
    byte[] bytes = Arrays.copyOf(buffer.bytes(), buffer.length());
    items.add(new Item(evaluation, number, bytes, starts, ends));
    int length = Math.min(words, count);
    for (int first = 0; first + length <= count; first++) {
      enter(items.size() - 1, first, length);
    }
  }

  private void enter(int itemIndex, int first, int length) {
    Item item = items.get(itemIndex);
    long hash = XxHash64.hash(item.bytes, item.starts[first], item.ends[first + SHORTEST - 1]);
    int head = heads.get(hash);
    int from = item.starts[first];
    int to = item.ends[first + length - 1];
    for (int e = head; e >= 0; e = entries[3][e]) {
      if (entries[2][e] == length && matches(e, item.bytes, from, to)) {
        return; // the first text with this n-gram speaks for all
      }
    }
    if (size == entries[0].length) {
      for (int column = 0; column < 4; column++) {
        entries[column] = Arrays.copyOf(entries[column], size * 2);
      }
    }
    entries[0][size] = itemIndex;
    entries[1][size] = first;
    entries[2][size] = length;
    entries[3][size] = head;
    heads.put(hash, size++);
  }

  private boolean matches(int entry, byte[] bytes, int from, int to) {
    Item item = items.get(entries[0][entry]);
    int first = entries[1][entry];
    return Arrays.equals(
        item.bytes, item.starts[first], item.ends[first + entries[2][entry] - 1], bytes, from, to);
  }

  /** Texts added of each evaluation, in order of first mention. */
  public Map<String, Integer> texts() {
    return new LinkedHashMap<>(numbers);
  }

  /** Texts of each evaluation with fewer than eight words, which are not searched for. */
  public Map<String, Integer> tooShort() {
    return new LinkedHashMap<>(tooShort);
  }

  /** Distinct n-grams held. */
  public int ngrams() {
    return size;
  }

  /** A search for one thread; nothing may be added any more. */
  public Search search() {
    return new Search(this);
  }

  /** {@code text} without the stretches of {@code hits}, in code points; overlaps count once. */
  public static String cut(String text, List<Hit> hits) {
    int[] points = text.codePoints().toArray();
    boolean[] gone = new boolean[points.length];
    for (Hit hit : hits) {
      Arrays.fill(gone, hit.start(), hit.end(), true);
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < points.length; i++) {
      if (!gone[i]) {
        out.appendCodePoint(points[i]);
      }
    }
    return out.toString();
  }

  /** Looks for the evaluation texts in one document after the other. */
  public static final class Search {
    private final Decontaminator index;
    private final Normaliser normaliser = newNormaliser();
    private final WordBuffer buffer = new WordBuffer();

    private Search(Decontaminator index) {
      this.index = index;
    }

    /** The hits of one document by start; n-grams that overlap or touch are one hit. */
    public List<Hit> hits(String text) {
      normaliser.words(text, buffer);
      List<int[]> stretches = new ArrayList<>(); // item, first word, word after the last
      int last = buffer.words() - SHORTEST;
      for (int w = 0; w <= last; w++) {
        long hash = XxHash64.hash(buffer.bytes(), buffer.start(w), buffer.end(w + SHORTEST - 1));
        for (int e = index.heads.get(hash); e >= 0; e = index.entries[3][e]) {
          int end = w + index.entries[2][e];
          if (end <= buffer.words()
              && index.matches(e, buffer.bytes(), buffer.start(w), buffer.end(end - 1))) {
            extend(stretches, index.entries[0][e], w, end);
          }
        }
      }
      return stretches.isEmpty() ? List.of() : locate(text, stretches);
    }

    private static void extend(List<int[]> stretches, int item, int from, int to) {
      for (int i = stretches.size() - 1; i >= 0; i--) {
        int[] stretch = stretches.get(i);
        if (stretch[0] == item && stretch[2] >= from) {
          stretch[2] = Math.max(stretch[2], to);
          return;
        }
      }
      stretches.add(new int[] {item, from, to});
    }

    private List<Hit> locate(String text, List<int[]> stretches) {
      SourceWords source = new SourceWords(normaliser, text);
      List<Hit> hits = new ArrayList<>();
      for (int[] stretch : stretches) {
        Item item = index.items.get(stretch[0]);
        hits.add(
            new Hit(
                item.evaluation,
                item.number,
                source.start(stretch[1]),
                source.end(stretch[2] - 1),
                stretch[2] - stretch[1]));
      }
      return hits;
    }
  }
}
