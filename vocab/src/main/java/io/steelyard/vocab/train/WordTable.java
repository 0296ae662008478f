package io.steelyard.vocab.train;

import it.unimi.dsi.fastutil.bytes.ByteArrays;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A hash table from words (bytes) to 64-bit counts, made of three primitive arrays; one thread
 * writes to it.
 *
 * <p>Example: {@code add("the" x 2)} and {@code add("theatre's" x 1)} fill two slots of three
 * longs: {@code ["the\0\0\0\0\0", 3 << 32, 2]} and {@code ["theatre'", 9 << 32 | offset, 1]}. Words
 * of at most eight bytes live in their slot; of a longer word the bytes after the eighth are in
 * {@code tail}.
 */
final class WordTable {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int PREFIX = 8;
  private static final int SLOT = 3;
  private static final int FIRST_CAPACITY = 1 << 12;

  private long[] slots = new long[SLOT * FIRST_CAPACITY];
  private int mask = FIRST_CAPACITY - 1;
  private int size;
  private byte[] tail = new byte[1 << 12];
  private int tailEnd;
  private long wordBytes;

  /** Adds {@code weight} to the count of the word {@code text[from..to)}, which is not empty. */
  void add(byte[] text, int from, int to, long weight) {
    int length = to - from;
    long prefix = prefix(text, from, length);
    long hash = hash(prefix, length);
    if (length > PREFIX) {
      hash = hashTail(hash, text, from + PREFIX, to);
    }
    for (int i = home(hash); ; i = (i + 1) & mask) {
      int at = SLOT * i;
      long meta = slots[at + 1];
      if (meta == 0) {
        insert(at, prefix, text, from, length, weight);
        return;
      }
      if (slots[at] == prefix
          && (int) (meta >>> 32) == length
          && (length <= PREFIX || sameTail((int) meta, text, from + PREFIX, to))) {
        slots[at + 2] += weight;
        return;
      }
    }
  }

  private void insert(int at, long prefix, byte[] text, int from, int length, long weight) {
    int offset = 0;
    if (length > PREFIX) {
      int extra = length - PREFIX;
      if (extra > Integer.MAX_VALUE - 16 - tailEnd) {
        throw new IllegalStateException(
            "the distinct words have more than 2 GiB of bytes; count with a smaller memory limit"
                + " so that they go to disk");
      }
      tail = ByteArrays.grow(tail, tailEnd + extra, tailEnd);
      System.arraycopy(text, from + PREFIX, tail, tailEnd, extra);
      offset = tailEnd;
      tailEnd += extra;
    }
    slots[at] = prefix;
    slots[at + 1] = (long) length << 32 | offset;
    slots[at + 2] = weight;
    wordBytes += length;
    size++;
    if (size > (mask >> 1) + (mask >> 3)) {
      resize();
    }
  }

  private void resize() {
    int capacity = 2 * (mask + 1);
    if (capacity > (Integer.MAX_VALUE - 16) / SLOT) {
      throw new IllegalStateException(
          size + " distinct words in one table; count with a smaller memory limit");
    }
    long[] old = slots;
    slots = new long[SLOT * capacity];
    mask = capacity - 1;
    for (int at = 0; at < old.length; at += SLOT) {
      if (old[at + 1] != 0) {
        int length = (int) (old[at + 1] >>> 32);
        int offset = (int) old[at + 1];
        long hash = hash(old[at], length);
        if (length > PREFIX) {
          hash = hashTail(hash, tail, offset, offset + length - PREFIX);
        }
        int i = home(hash);
        while (slots[SLOT * i + 1] != 0) {
          i = (i + 1) & mask;
        }
        System.arraycopy(old, at, slots, SLOT * i, SLOT);
      }
    }
  }

  /** The first eight bytes, most significant first, padded with zeros. */
  private static long prefix(byte[] text, int from, int length) {
    if (length >= PREFIX) {
      return (long) BIG_ENDIAN.get(text, from);
    }
    if (from + PREFIX <= text.length) {
      return (long) BIG_ENDIAN.get(text, from) & (-1L << (64 - 8 * length));
    }
    long p = 0;
    for (int i = 0; i < length; i++) {
      p |= (text[from + i] & 0xFFL) << (56 - 8 * i);
    }
    return p;
  }

  private static long hash(long prefix, int length) {
    long h = (prefix ^ length * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    return h ^ (h >>> 32);
  }

  private static long hashTail(long hash, byte[] text, int from, int to) {
    long h = hash;
    int i = from;
    for (; i + PREFIX <= to; i += PREFIX) {
      h = (h ^ (long) BIG_ENDIAN.get(text, i)) * 0x94D049BB133111EBL;
      h ^= h >>> 29;
    }
    for (; i < to; i++) {
      h = (h ^ text[i]) * 0x94D049BB133111EBL;
    }
    return h ^ (h >>> 32);
  }

  private int home(long hash) {
    return (int) (hash ^ (hash >>> 17)) & mask;
  }

  private boolean sameTail(int offset, byte[] text, int from, int to) {
    return Arrays.equals(tail, offset, offset + to - from, text, from, to);
  }

  int size() {
    return size;
  }

  /** Length of all distinct words together. */
  long wordBytes() {
    return wordBytes;
  }

  /** What the table holds in memory. */
  long memory() {
    return 8L * slots.length + tail.length;
  }

  /** Forgets everything and gives the memory back. */
  void reset() {
    slots = new long[SLOT * FIRST_CAPACITY];
    mask = FIRST_CAPACITY - 1;
    tail = new byte[1 << 12];
    size = 0;
    tailEnd = 0;
    wordBytes = 0;
  }

  /** Number of slots, used or not; the position of a word is one of {@code 0 .. capacity-1}. */
  int capacity() {
    return mask + 1;
  }

  /** Length of the word at a position, 0 if there is none. */
  int length(int position) {
    return (int) (slots[SLOT * position + 1] >>> 32);
  }

  long count(int position) {
    return slots[SLOT * position + 2];
  }

  /** Copies the word at a position to {@code target[at..]}; returns the position after it. */
  int copy(int position, byte[] target, int at) {
    int length = length(position);
    long prefix = slots[SLOT * position];
    for (int i = 0; i < Math.min(length, PREFIX); i++) {
      target[at + i] = (byte) (prefix >>> (56 - 8 * i));
    }
    if (length > PREFIX) {
      int offset = (int) slots[SLOT * position + 1];
      System.arraycopy(tail, offset, target, at + PREFIX, length - PREFIX);
    }
    return at + length;
  }

  /** Adds every word of another table to this one. */
  void addAll(WordTable other) {
    byte[] word = new byte[64];
    for (int i = 0; i < other.capacity(); i++) {
      int length = other.length(i);
      if (length > 0) {
        word = ByteArrays.grow(word, length + PREFIX, 0);
        other.copy(i, word, 0);
        add(word, 0, length, other.count(i));
      }
    }
  }

  /** Order of two words by their bytes, unsigned; a prefix comes first. */
  int compare(int a, int b) {
    int byPrefix = Long.compareUnsigned(slots[SLOT * a], slots[SLOT * b]);
    if (byPrefix != 0) {
      return byPrefix;
    }
    int n = length(a);
    int m = length(b);
    if (n <= PREFIX || m <= PREFIX) {
      return Integer.compare(n, m);
    }
    int x = (int) slots[SLOT * a + 1];
    int y = (int) slots[SLOT * b + 1];
    return Arrays.compareUnsigned(tail, x, x + n - PREFIX, tail, y, y + m - PREFIX);
  }
}
