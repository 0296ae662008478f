package io.steelyard.corpus.clean;

import java.util.Arrays;

/**
 * Repeats among the lines or paragraphs of a text: how many there are, how many equal an earlier
 * one, and the code points of those. Equal means equal character by character; the hash only finds
 * candidates.
 *
 * <p>Example: lines {@code spam, ham, spam, spam, eggs}: 5, of which 2 repeat, 8 code points.
 */
final class Repeats {
  private long[] keys = new long[1 << 8];
  private int[] starts = new int[1 << 8];
  private int[] ends = new int[1 << 8];
  private int mask;
  private Segmented source;
  private int count;
  private int repeats;
  private int repeatedPoints;

  /** Forgets everything. */
  void clear(Segmented text) {
    source = text;
    count = 0;
    repeats = 0;
    repeatedPoints = 0;
    mask = Math.min(keys.length, 1 << 8) - 1;
    Arrays.fill(starts, 0, mask + 1, -1);
  }

  void add(int start, int end) {
    if (count * 2 > mask) {
      grow();
    }
    count++;
    char[] text = source.text();
    long h = end - start;
    for (int i = start; i < end; i++) {
      h = (h ^ text[i]) * 0x100000001B3L;
      h ^= h >>> 29;
    }
    int i = slot(h);
    while (starts[i] >= 0) {
      if (keys[i] == h && Arrays.equals(text, starts[i], ends[i], text, start, end)) {
        repeats++;
        repeatedPoints += source.codePoints(start, end);
        return;
      }
      i = i + 1 & mask;
    }
    keys[i] = h;
    starts[i] = start;
    ends[i] = end;
  }

  private int slot(long h) {
    return (int) ((h * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }

  private void grow() {
    int old = mask + 1;
    long[] k = Arrays.copyOf(keys, old);
    int[] s = Arrays.copyOf(starts, old);
    int[] e = Arrays.copyOf(ends, old);
    int size = old * 2;
    if (keys.length < size) {
      keys = new long[size];
      starts = new int[size];
      ends = new int[size];
    }
    mask = size - 1;
    Arrays.fill(starts, 0, size, -1);
    for (int j = 0; j < old; j++) {
      if (s[j] >= 0) {
        int i = slot(k[j]);
        while (starts[i] >= 0) {
          i = i + 1 & mask;
        }
        keys[i] = k[j];
        starts[i] = s[j];
        ends[i] = e[j];
      }
    }
  }

  int count() {
    return count;
  }

  int repeats() {
    return repeats;
  }

  int repeatedPoints() {
    return repeatedPoints;
  }
}
