package io.steelyard.vocab;

/**
 * Remembers the tokens of pieces that took several: direct-mapped, one per thread, never shared. A
 * piece of up to {@value #MAX_BYTES} bytes is four words and a length; up to {@value #MAX_TOKENS}
 * tokens are kept. A slot is eight words, a cache line long, so that a hit touches little memory.
 *
 * <p>Example: with GPT-2's vocabulary {@code " tokenizer"} has the words {@code " tokeniz"}, {@code
 * "er"}, 0 and 0 and the length 10; its slot also holds the ids of {@code " token"} and {@code
 * "izer"}.
 *
 * <p>32 bytes hold a word of 15 Greek or Cyrillic letters with its space; by 16 bytes alone most
 * words of those languages would be merged anew each time. The table starts with 256 KB and doubles
 * whenever as many pieces have been added as it has slots, up to 8 MB: 300,000 different words, as
 * 21 languages have, miss it half as often as a quarter of the size.
 */
final class PieceCache {
  static final int MAX_BYTES = 32;
  private static final int MAX_TOKENS = 7;
  private static final int SLOT = 8;
  private static final int FIRST_BITS = 12;
  private static final int MOST_BITS = 17;
  private static final long MULTIPLIER = 0xBF58476D1CE4E5B9L;

  /**
   * Slot i, from 8i: the four words of the piece, then ints two to a word, the first in the low
   * half: piece length << 8 | number of tokens (0 where the slot is empty), then the tokens.
   */
  private long[] slots = new long[SLOT << FIRST_BITS];

  private int shift = 64 - FIRST_BITS;

  /** How many pieces may be added before the table grows. */
  private int room = 1 << FIRST_BITS;

  /** The words of the piece that was looked for last, and its slot. */
  private long first;

  private long second;
  private long third;
  private long fourth;
  private int length;
  private int slot;

  /** Appends the tokens of the piece {@code utf8[from..from+n)}, if they are known. */
  boolean find(byte[] utf8, int from, int n, TokenBuffer out) {
    long a = TokenIndex.word(utf8, from, Math.min(n, 8));
    long b = n <= 8 ? 0 : TokenIndex.word(utf8, from + 8, Math.min(n - 8, 8));
    long c = 0;
    long d = 0;
    if (n > 16) {
      c = TokenIndex.word(utf8, from + 16, Math.min(n - 16, 8));
      d = n <= 24 ? 0 : TokenIndex.word(utf8, from + 24, n - 24);
    }
    int at = slot(a, b, c, d, n, shift);
    long[] table = slots;
    long head = table[at + 4];
    if (((int) head >>> 8) == n
        && table[at] == a
        && table[at + 1] == b
        && table[at + 2] == c
        && table[at + 3] == d) {
      int count = (int) head & 0xFF;
      int[] target = out.reserve(MAX_TOKENS);
      int size = out.size();
      target[size] = (int) (head >>> 32);
      for (int i = 1; i < count; i += 2) {
        long two = table[at + 4 + (i + 1 >> 1)];
        target[size + i] = (int) two;
        if (i + 1 < count) {
          target[size + i + 1] = (int) (two >>> 32);
        }
      }
      out.advance(count);
      return true;
    }
    first = a;
    second = b;
    third = c;
    fourth = d;
    length = n;
    slot = at;
    return false;
  }

  /**
   * Remembers what was appended to {@code out} from {@code at} on for the piece that the last
   * {@link #find} did not know.
   */
  void add(TokenBuffer out, int at) {
    int count = out.size() - at;
    if (count > MAX_TOKENS) {
      return;
    }
    if (room-- == 0) {
      grow();
    }
    slots[slot] = first;
    slots[slot + 1] = second;
    slots[slot + 2] = third;
    slots[slot + 3] = fourth;
    slots[slot + 4] = length << 8 | count | (long) out.id(at) << 32;
    for (int i = 1; i < count; i += 2) {
      long low = out.id(at + i);
      long high = i + 1 < count ? out.id(at + i + 1) : 0;
      slots[slot + 4 + (i + 1 >> 1)] = high << 32 | low;
    }
  }

  private static int slot(long a, long b, long c, long d, int n, int shift) {
    long key = a ^ Long.rotateLeft(b, 23) * MULTIPLIER;
    if (n > 16) {
      key ^= Long.rotateLeft((c ^ Long.rotateLeft(d, 31) * MULTIPLIER) * MULTIPLIER, 41);
    }
    return (int) (TokenIndex.mix(key, n) >>> shift) * SLOT;
  }

  /** Doubles the table, until it has its full size. */
  private void grow() {
    if (64 - shift == MOST_BITS) {
      room = Integer.MAX_VALUE;
      return;
    }
    long[] old = slots;
    shift--;
    room = old.length / SLOT;
    slots = new long[2 * old.length];
    for (int i = 0; i < old.length; i += SLOT) {
      int n = (int) old[i + 4] >>> 8;
      if (n > 0) {
        int to = slot(old[i], old[i + 1], old[i + 2], old[i + 3], n, shift);
        System.arraycopy(old, i, slots, to, SLOT);
      }
    }
    slot = slot(first, second, third, fourth, length, shift);
  }
}
