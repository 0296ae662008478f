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
 * words of those languages would be merged anew each time.
 */
final class PieceCache {
  static final int MAX_BYTES = 32;
  private static final int BITS = 15;
  private static final int MAX_TOKENS = 7;
  private static final int SLOT = 8;
  private static final long MULTIPLIER = 0xBF58476D1CE4E5B9L;

  /**
   * Slot i, from 8i: the four words of the piece, then ints two to a word, the first in the low
   * half: piece length << 8 | number of tokens (0 where the slot is empty), then the tokens.
   */
  private final long[] slots = new long[SLOT << BITS];

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
    long key = a ^ Long.rotateLeft(b, 23) * MULTIPLIER;
    if (n > 16) {
      c = TokenIndex.word(utf8, from + 16, Math.min(n - 16, 8));
      d = n <= 24 ? 0 : TokenIndex.word(utf8, from + 24, n - 24);
      key ^= Long.rotateLeft((c ^ Long.rotateLeft(d, 31) * MULTIPLIER) * MULTIPLIER, 41);
    }
    int at = (int) (TokenIndex.mix(key, n) >>> 64 - BITS) * SLOT;
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
}
