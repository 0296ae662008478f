package io.steelyard.vocab.train;

import it.unimi.dsi.fastutil.ints.IntArrays;

/**
 * What stands on one side of a new token: for each neighbouring token the summed counts and the
 * words it was seen in. Dense arrays by token id, cleared by walking only what was touched.
 *
 * <p>Example: replacing (h,e) in {@code the} x 3 and {@code then} x 2 leaves on the left side the
 * neighbour t with weight 5 and two words, on the right side n with weight 2 and one word.
 */
final class Neighbours {
  final long[] weight;
  final int[] words;
  private final int[] last;
  int[] touched = new int[64];
  int touchedCount;
  int[] entryToken = new int[256];
  int[] entryWord = new int[256];
  int entries;

  Neighbours(int tokens) {
    weight = new long[tokens];
    words = new int[tokens];
    last = new int[tokens];
  }

  void add(int token, long count, int word) {
    if (words[token] == 0) {
      if (touchedCount == touched.length) {
        touched = IntArrays.grow(touched, touchedCount + 1);
      }
      touched[touchedCount++] = token;
    } else if (last[token] == word) {
      weight[token] += count;
      return;
    }
    weight[token] += count;
    last[token] = word;
    words[token]++;
    if (entries == entryToken.length) {
      entryToken = IntArrays.grow(entryToken, entries + 1);
      entryWord = IntArrays.grow(entryWord, entries + 1);
    }
    entryToken[entries] = token;
    entryWord[entries++] = word;
  }

  /** Takes in what another thread saw in later words. */
  void addAll(Neighbours later) {
    for (int i = 0; i < later.touchedCount; i++) {
      int token = later.touched[i];
      if (words[token] == 0) {
        if (touchedCount == touched.length) {
          touched = IntArrays.grow(touched, touchedCount + 1);
        }
        touched[touchedCount++] = token;
      }
      weight[token] += later.weight[token];
      words[token] += later.words[token];
    }
    entryToken = IntArrays.grow(entryToken, entries + later.entries, entries);
    entryWord = IntArrays.grow(entryWord, entries + later.entries, entries);
    System.arraycopy(later.entryToken, 0, entryToken, entries, later.entries);
    System.arraycopy(later.entryWord, 0, entryWord, entries, later.entries);
    entries += later.entries;
    later.clear();
  }

  void clear() {
    for (int i = 0; i < touchedCount; i++) {
      weight[touched[i]] = 0;
      words[touched[i]] = 0;
    }
    touchedCount = 0;
    entries = 0;
  }
}
