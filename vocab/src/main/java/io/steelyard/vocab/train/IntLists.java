package io.steelyard.vocab.train;

import java.util.Arrays;

/**
 * Many short lists of ints in a few large arrays. A list is known by its address and never grows;
 * an array whose lists have all been freed is given back.
 *
 * <p>Example: {@code a = allocate(3)} reserves a length and three values; {@code chunk(a)[at(a)]}
 * is the length 3, and the values follow.
 */
final class IntLists {
  private static final int CHUNK = 1 << 18;

  private int[][] chunks = new int[16][];
  private int[] live = new int[16];
  private int used;
  private int current = -1;
  private int fill;

  /** Room for {@code n} values; the address is never 0. */
  long allocate(int n) {
    int need = n + 1;
    int chunk;
    int at;
    if (need > CHUNK / 4) {
      chunk = newChunk(need);
      at = 0;
    } else {
      if (current < 0 || fill + need > CHUNK) {
        current = newChunk(CHUNK);
        fill = 0;
      }
      chunk = current;
      at = fill;
      fill += need;
    }
    chunks[chunk][at] = n;
    live[chunk] += need;
    return (long) (chunk + 1) << 32 | at;
  }

  private int newChunk(int size) {
    if (used == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * used);
      live = Arrays.copyOf(live, 2 * used);
    }
    chunks[used] = new int[size];
    return used++;
  }

  void free(long address) {
    int chunk = (int) (address >>> 32) - 1;
    live[chunk] -= chunks[chunk][(int) address] + 1;
    if (live[chunk] == 0 && chunk != current) {
      chunks[chunk] = null;
    }
  }

  int[] chunk(long address) {
    return chunks[(int) (address >>> 32) - 1];
  }

  /** Where the list begins: its length, then its values. */
  static int at(long address) {
    return (int) address;
  }
}
