package io.steelyard.vocab.train;

import java.util.Arrays;
import java.util.Map;

/**
 * Distinct words and how often each occurs: what a byte-pair trainer learns from. Immutable; counts
 * are 64-bit and may be scaled by a fixed-point {@link #unit}.
 *
 * <p>Example: {@code WordCounts.of(Map.of("low", 5L, "lower", 2L))} has two words, 8 bytes, and one
 * occurrence counts 1.
 */
public final class WordCounts {
  private final byte[] bytes;
  private final int[] starts;
  private final long[] counts;
  private final long unit;
  private final Dropped dropped;

  /**
   * What a memory limit left out: words, their bytes, and the sum of their counts. The count of any
   * pair of neighbouring tokens is too low by at most {@code pairs}, the number of neighbouring
   * bytes in the words left out, each counted as often as its word.
   */
  public record Dropped(long words, long bytes, long occurrences, long pairs) {
    public static final Dropped NOTHING = new Dropped(0, 0, 0, 0);
  }

  WordCounts(byte[] bytes, int[] starts, long[] counts, long unit, Dropped dropped) {
    this.bytes = bytes;
    this.starts = starts;
    this.counts = counts;
    this.unit = unit;
    this.dropped = dropped;
  }

  /** Words as text, mostly for small examples; words of no bytes are left out. */
  public static WordCounts of(Map<String, Long> words) {
    WordTable table = new WordTable();
    words.forEach(
        (word, count) -> {
          byte[] utf8 = word.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          if (count < 0) {
            throw new IllegalArgumentException(
                "word '" + word + "' has the count " + count + "; counts are 0 or more");
          }
          if (utf8.length > 0) {
            table.add(utf8, 0, utf8.length, count);
          }
        });
    return of(table, 1);
  }

  static WordCounts of(WordTable table, long unit) {
    if (table.wordBytes() > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "the distinct words have "
              + table.wordBytes()
              + " bytes; at most 2 GiB fit: set a memory limit for the words kept");
    }
    byte[] bytes = new byte[(int) table.wordBytes()];
    int[] starts = new int[table.size() + 1];
    long[] counts = new long[table.size()];
    int word = 0;
    int at = 0;
    for (int i = 0; i < table.capacity(); i++) {
      if (table.length(i) > 0) {
        counts[word++] = table.count(i);
        at = table.copy(i, bytes, at);
        starts[word] = at;
      }
    }
    return new WordCounts(bytes, starts, counts, unit, Dropped.NOTHING);
  }

  /**
   * What distinct words take while a {@link BytePairTrainer} works on them, at most and about: 12
   * bytes for each here and 16 there, and for each of its bytes 1 here, 4 as a token and 4 to 6 in
   * the lists of pairs.
   *
   * @param words how many
   * @param bytes their length together
   */
  static long memory(long words, long bytes) {
    return 28 * words + 11 * bytes;
  }

  long memory() {
    return memory(size(), totalLength());
  }

  /** Number of distinct words. */
  public int size() {
    return counts.length;
  }

  public int length(int word) {
    return starts[word + 1] - starts[word];
  }

  /** The word's occurrences, each weighing {@link #unit} where no weights were given. */
  public long count(int word) {
    return counts[word];
  }

  public byte[] word(int word) {
    return Arrays.copyOfRange(bytes, starts[word], starts[word + 1]);
  }

  /** Byte {@code i} of a word, 0 to 255. */
  public int byteAt(int word, int i) {
    return bytes[starts[word] + i] & 0xFF;
  }

  /** Length of all distinct words together. */
  public long totalLength() {
    return bytes.length;
  }

  /** Sum of counts times lengths: the bytes of the text, weighted. */
  public long textBytes() {
    long sum = 0;
    for (int w = 0; w < counts.length; w++) {
      sum = Math.addExact(sum, Math.multiplyExact(counts[w], (long) length(w)));
    }
    return sum;
  }

  /** What one plain occurrence weighs; 1 unless domain weights were given. */
  public long unit() {
    return unit;
  }

  /** What a memory limit left out. */
  public Dropped dropped() {
    return dropped;
  }
}
