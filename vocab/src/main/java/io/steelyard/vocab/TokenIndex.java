package io.steelyard.vocab;

import java.util.Arrays;

/**
 * From the bytes of a token to its id, without objects. Up to 8 bytes are one {@code long} key, up
 * to 16 are two; both live in open-addressing tables at most half full. Longer tokens are found by
 * hash and compared.
 *
 * <p>Example: {@code " the"} has the key {@code 0x20 | 't' << 8 | 'h' << 16 | 'e' << 24} in the
 * first table. The length is kept apart from the key because a token may end in a zero byte.
 */
final class TokenIndex {
  private static final java.lang.invoke.VarHandle LONGS =
      java.lang.invoke.MethodHandles.byteArrayViewVarHandle(
          long[].class, java.nio.ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final byte[] bytes;
  private final int[] starts;

  /** Slot i: key at 2i, then length in the high and id+1 in the low half; 0 is empty. */
  private final long[] small;

  /** Slot i: two key words at 4i and 4i+1, then length and id+1 as above; one word unused. */
  private final long[] middle;

  /** id + 1, or 0. */
  private final int[] large;

  private final int smallShift;
  private final int middleShift;

  private TokenIndex(byte[] bytes, int[] starts, int smalls, int middles, int larges) {
    this.bytes = bytes;
    this.starts = starts;
    int smallBits = bits(smalls);
    int middleBits = bits(middles);
    this.small = new long[2 << smallBits];
    this.middle = new long[4 << middleBits];
    this.large = new int[1 << bits(larges)];
    this.smallShift = 64 - smallBits;
    this.middleShift = 64 - middleBits;
  }

  private static int bits(int n) {
    return Math.max(2, 33 - Integer.numberOfLeadingZeros(Math.max(1, n)));
  }

  static TokenIndex of(byte[] bytes, int[] starts) {
    int smalls = 0;
    int middles = 0;
    int larges = 0;
    for (int id = 0; id + 1 < starts.length; id++) {
      int n = starts[id + 1] - starts[id];
      if (n > 16) {
        larges++;
      } else if (n > 8) {
        middles++;
      } else {
        smalls++;
      }
    }
    TokenIndex index = new TokenIndex(bytes, starts, smalls, middles, larges);
    for (int id = 0; id + 1 < starts.length; id++) {
      if (starts[id + 1] > starts[id]) {
        int same = index.find(bytes, starts[id], starts[id + 1]);
        if (same >= 0) {
          throw new IllegalArgumentException(
              "tokens " + same + " and " + id + " have the same bytes; each token needs its own");
        }
        index.add(id);
      }
    }
    return index;
  }

  private void add(int id) {
    int from = starts[id];
    int n = starts[id + 1] - from;
    if (n <= 8) {
      long key = word(bytes, from, n);
      int mask = small.length / 2 - 1;
      int slot = (int) (mix(key, n) >>> smallShift);
      while (small[2 * slot + 1] != 0) {
        slot = slot + 1 & mask;
      }
      small[2 * slot] = key;
      small[2 * slot + 1] = (long) n << 32 | id + 1;
    } else if (n <= 16) {
      long first = word(bytes, from, 8);
      long second = word(bytes, from + 8, n - 8);
      int mask = middle.length / 4 - 1;
      int slot = (int) (mix(first ^ Long.rotateLeft(second * MULTIPLIER, 29), n) >>> middleShift);
      while (middle[4 * slot + 2] != 0) {
        slot = slot + 1 & mask;
      }
      middle[4 * slot] = first;
      middle[4 * slot + 1] = second;
      middle[4 * slot + 2] = (long) n << 32 | id + 1;
    } else {
      int mask = large.length - 1;
      int slot = hash(bytes, from, from + n) & mask;
      while (large[slot] != 0) {
        slot = slot + 1 & mask;
      }
      large[slot] = id + 1;
    }
  }

  /** The id of the token {@code text[from..to)}, or -1. */
  int find(byte[] text, int from, int to) {
    int n = to - from;
    if (n <= 8) {
      return n <= 0 ? -1 : findSmall(word(text, from, n), n);
    }
    if (n <= 16) {
      return findMiddle(longAt(text, from), word(text, from + 8, n - 8), n);
    }
    int mask = large.length - 1;
    int slot = hash(text, from, to) & mask;
    while (large[slot] != 0) {
      int id = large[slot] - 1;
      if (Arrays.equals(text, from, to, bytes, starts[id], starts[id + 1])) {
        return id;
      }
      slot = slot + 1 & mask;
    }
    return -1;
  }

  /** The id of the token of {@code n <= 8} bytes packed in {@code key}, or -1. */
  int findSmall(long key, int n) {
    long[] table = small;
    int mask = table.length / 2 - 1;
    int slot = (int) (mix(key, n) >>> smallShift);
    while (true) {
      long value = table[2 * slot + 1];
      if (value == 0) {
        return -1;
      }
      if (table[2 * slot] == key && (int) (value >>> 32) == n) {
        return (int) value - 1;
      }
      slot = slot + 1 & mask;
    }
  }

  private int findMiddle(long first, long second, int n) {
    long[] table = middle;
    int mask = table.length / 4 - 1;
    int slot = (int) (mix(first ^ Long.rotateLeft(second * MULTIPLIER, 29), n) >>> middleShift);
    while (true) {
      long value = table[4 * slot + 2];
      if (value == 0) {
        return -1;
      }
      if (table[4 * slot] == first && table[4 * slot + 1] == second && (int) (value >>> 32) == n) {
        return (int) value - 1;
      }
      slot = slot + 1 & mask;
    }
  }

  static long mix(long key, int n) {
    long h = (key ^ (long) n << 59) * MULTIPLIER;
    return (h ^ h >>> 32) * MULTIPLIER;
  }

  static long longAt(byte[] text, int from) {
    return (long) LONGS.get(text, from);
  }

  /** Bytes {@code text[from .. from+n)}, {@code n <= 8}, as a little-endian zero-padded word. */
  static long word(byte[] text, int from, int n) {
    if (from + 8 <= text.length) {
      return n == 0 ? 0 : (long) LONGS.get(text, from) & -1L >>> 64 - 8 * n;
    }
    long word = 0;
    for (int i = n - 1; i >= 0; i--) {
      word = word << 8 | text[from + i] & 0xFF;
    }
    return word;
  }

  private static int hash(byte[] text, int from, int to) {
    long h = to - from;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      h = (h ^ (long) LONGS.get(text, i)) * MULTIPLIER;
      h ^= h >>> 29;
    }
    for (; i < to; i++) {
      h = (h ^ text[i]) * MULTIPLIER;
      h ^= h >>> 29;
    }
    return (int) (h >>> 33 ^ h);
  }
}
