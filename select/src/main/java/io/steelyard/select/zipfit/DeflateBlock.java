package io.steelyard.select.zipfit;

import java.util.Arrays;

/**
 * Counts the symbols of one deflate block and says how many bits zlib writes it with: stored, with
 * the fixed code, or with a code of its own, whichever its {@code _tr_flush_block} takes. Lengths
 * of code words follow zlib's heap step by step, ties included, because the header's length depends
 * on them.
 *
 * <p>Example: a block of the end mark alone takes 10 bits with the fixed code.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>, and zlib's trees.c
 */
final class DeflateBlock {
  /** Symbols after which zlib closes a block: {@code lit_bufsize - 1} at memory level 8. */
  static final int MOST_SYMBOLS = 16_383;

  static final int LITERALS = 286;
  static final int DISTANCES = 30;

  private static final int END = 256;
  private static final int CODES = 19;
  private static final int LONGEST = 15;
  private static final int LONGEST_OF_CODES = 7;

  private static final int[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] DISTANCE_EXTRA = {
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
  };
  private static final int[] CODE_EXTRA = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 7};

  /** The order in which the lengths of the code for lengths are written. */
  private static final int[] CODE_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  /** Symbol of a match length, from 3 to 258. */
  private static final short[] LENGTH_SYMBOL = lengthSymbols();

  /** Symbol of a distance: by {@code distance - 1} below 256, else by its high bits. */
  private static final byte[] DISTANCE_SYMBOL = distanceSymbols();

  private static final byte[] FIXED = fixedLengths();

  private final int[] literals = new int[LITERALS];
  private final int[] distances = new int[DISTANCES];
  private int symbols;

  private final int[] codes = new int[CODES];
  private final int[] literalLengths = new int[LITERALS + 1];
  private final int[] distanceLengths = new int[DISTANCES + 1];
  private final int[] codeLengths = new int[CODES + 1];
  private final long[] heap = new long[2 * LITERALS + 2];
  private final int[] order = new int[2 * LITERALS + 2];
  private final int[] frequency = new int[2 * LITERALS + 2];
  private final int[] parent = new int[2 * LITERALS + 2];
  private final int[] depth = new int[2 * LITERALS + 2];
  private final int[] ofLength = new int[LONGEST + 1];
  private int own;
  private int fixed;

  DeflateBlock() {
    clear();
  }

  void clear() {
    Arrays.fill(literals, 0);
    Arrays.fill(distances, 0);
    literals[END] = 1;
    symbols = 0;
  }

  void copy(DeflateBlock other) {
    System.arraycopy(other.literals, 0, literals, 0, LITERALS);
    System.arraycopy(other.distances, 0, distances, 0, DISTANCES);
    symbols = other.symbols;
  }

  void literal(byte b) {
    literals[b & 0xFF]++;
    symbols++;
  }

  /**
   * @param length 3 to 258
   * @param distance 1 to 32768
   */
  void match(int length, int distance) {
    literals[LENGTH_SYMBOL[length]]++;
    int d = distance - 1;
    distances[d < 256 ? DISTANCE_SYMBOL[d] : DISTANCE_SYMBOL[256 + (d >>> 7)]]++;
    symbols++;
  }

  boolean full() {
    return symbols == MOST_SYMBOLS;
  }

  /**
   * Bits written after this block, given those written before it.
   *
   * @param stored bytes of text that the block stands for
   */
  long after(long before, int stored) {
    own = 0;
    fixed = 0;
    int lastLiteral =
        lengths(literals, LITERALS, LENGTH_EXTRA, END + 1, LONGEST, FIXED, literalLengths);
    int lastDistance =
        lengths(distances, DISTANCES, DISTANCE_EXTRA, 0, LONGEST, null, distanceLengths);
    for (int d = 0; d < DISTANCES; d++) {
      fixed += distances[d] * (5 + DISTANCE_EXTRA[d]);
    }
    int fixedBits = fixed;
    Arrays.fill(codes, 0);
    scan(literalLengths, lastLiteral);
    scan(distanceLengths, lastDistance);
    lengths(codes, CODES, CODE_EXTRA, 0, LONGEST_OF_CODES, null, codeLengths);
    int last = CODES - 1;
    while (last >= 3 && codeLengths[CODE_ORDER[last]] == 0) {
      last--;
    }
    own += 3 * (last + 1) + 5 + 5 + 4;
    int ownBytes = (own + 3 + 7) >>> 3;
    int fixedBytes = (fixedBits + 3 + 7) >>> 3;
    boolean useFixed = fixedBytes <= ownBytes;
    if (stored + 4 <= Math.min(ownBytes, fixedBytes)) {
      return ((before + 3 + 7) & ~7L) + 32 + 8L * stored;
    }
    return before + 3 + (useFixed ? fixedBits : own);
  }

  /**
   * Lengths of code words as zlib's {@code build_tree} and {@code gen_bitlen} give them; adds what
   * the symbols take to {@link #own} and, where there is a fixed code, to {@link #fixed}.
   *
   * @return the last symbol that has a code word
   */
  private int lengths(
      int[] counts, int n, int[] extra, int base, int longest, byte[] fixedCode, int[] lengths) {
    int size = 0;
    int last = -1;
    for (int s = 0; s < n; s++) {
      int f = counts[s];
      lengths[s] = 0;
      if (f != 0) {
        heap[++size] = (long) f << 18 | s;
        frequency[s] = f;
        depth[s] = 0;
        last = s;
      }
    }
    while (size < 2) {
      // A code needs two words, even where the block has one symbol or none of a kind.
      int s = last < 2 ? ++last : 0;
      heap[++size] = 1L << 18 | s;
      frequency[s] = 1;
      depth[s] = 0;
      own--;
      fixed -= fixedCode == null ? 0 : fixedCode[s];
    }
    for (int k = size / 2; k >= 1; k--) {
      sink(k, size);
    }
    int top = merge(size, n);
    return assign(top, last, extra, base, longest, fixedCode, lengths);
  }

  /** Joins the two rarest until one is left; {@code order} then holds all from {@code top} on. */
  private int merge(int leaves, int firstNode) {
    int size = leaves;
    int node = firstNode;
    int top = 2 * LITERALS + 1;
    do {
      int a = (int) heap[1] & 1023;
      heap[1] = heap[size--];
      sink(1, size);
      int b = (int) heap[1] & 1023;
      order[--top] = a;
      order[--top] = b;
      int f = frequency[a] + frequency[b];
      int deep = Math.max(depth[a], depth[b]) + 1;
      frequency[node] = f;
      depth[node] = deep;
      parent[a] = node;
      parent[b] = node;
      heap[1] = ((long) f << 8 | deep) << 10 | node++;
      sink(1, size);
    } while (size >= 2);
    order[--top] = (int) heap[1] & 1023;
    return top;
  }

  /**
   * zlib's {@code pqdownheap}: order by frequency, then depth; equals count as smaller. The hole
   * goes down along the smaller children to a leaf and then up to where {@code v} belongs, which is
   * where zlib stops on its way down: one comparison for a level instead of two.
   */
  private void sink(int from, int size) {
    long[] h = heap;
    long v = h[from];
    int k = from;
    int j = k << 1;
    while (j < size) {
      long left = h[j];
      long right = h[j + 1];
      // Without a branch: which child is smaller cannot be foreseen.
      int toRight = (int) ((left | 1023) - right >>> 63) ^ 1;
      j += toRight;
      h[k] = toRight == 0 ? left : right;
      k = j;
      j <<= 1;
    }
    if (j == size) {
      h[k] = h[j];
      k = j;
    }
    while (k > from && v <= (h[k >> 1] | 1023)) {
      h[k] = h[k >> 1];
      k >>= 1;
    }
    h[k] = v;
  }

  private int assign(
      int top, int last, int[] extra, int base, int longest, byte[] fixedCode, int[] lengths) {
    int end = 2 * LITERALS + 1;
    Arrays.fill(ofLength, 0);
    // From here on depth holds the length of each node's code word.
    depth[order[top]] = 0;
    int overflow = 0;
    for (int h = top + 1; h < end; h++) {
      int s = order[h];
      int bits = depth[parent[s]] + 1;
      if (bits > longest) {
        bits = longest;
        overflow++;
      }
      depth[s] = bits;
      if (s > last) {
        continue;
      }
      lengths[s] = bits;
      ofLength[bits]++;
      int more = s >= base ? extra[s - base] : 0;
      own += frequency[s] * (bits + more);
      if (fixedCode != null) {
        fixed += frequency[s] * (fixedCode[s] + more);
      }
    }
    if (overflow > 0) {
      shorten(overflow, end, last, longest, lengths);
    }
    return last;
  }

  /** Too long code words: moves leaves up the tree as zlib does. */
  private void shorten(int tooLong, int end, int last, int longest, int[] lengths) {
    for (int overflow = tooLong; overflow > 0; overflow -= 2) {
      int bits = longest - 1;
      while (ofLength[bits] == 0) {
        bits--;
      }
      ofLength[bits]--;
      ofLength[bits + 1] += 2;
      ofLength[longest]--;
    }
    int h = end;
    for (int bits = longest; bits != 0; bits--) {
      for (int n = ofLength[bits]; n != 0; ) {
        int s = order[--h];
        if (s > last) {
          continue;
        }
        if (lengths[s] != bits) {
          own += (bits - lengths[s]) * frequency[s];
          lengths[s] = bits;
        }
        n--;
      }
    }
  }

  /** Counts how the lengths up to {@code last} are written, with runs: zlib's {@code scan_tree}. */
  private void scan(int[] lengths, int last) {
    int before = -1;
    int next = lengths[0];
    int count = 0;
    int most = next == 0 ? 138 : 7;
    int least = next == 0 ? 3 : 4;
    for (int s = 0; s <= last; s++) {
      int length = next;
      next = s == last ? 0xFFFF : lengths[s + 1];
      count++;
      if (count < most && length == next) {
        continue;
      }
      if (count < least) {
        codes[length] += count;
      } else if (length != 0) {
        codes[length] += length != before ? 1 : 0;
        codes[16]++;
      } else {
        codes[count <= 10 ? 17 : 18]++;
      }
      count = 0;
      before = length;
      if (next == 0) {
        most = 138;
        least = 3;
      } else if (length == next) {
        most = 6;
        least = 3;
      } else {
        most = 7;
        least = 4;
      }
    }
  }

  private static short[] lengthSymbols() {
    short[] symbols = new short[259];
    int length = 3;
    for (int code = 0; code < 28; code++) {
      for (int n = 0; n < 1 << LENGTH_EXTRA[code]; n++) {
        symbols[length++] = (short) (END + 1 + code);
      }
    }
    symbols[258] = (short) (END + 1 + 28);
    return symbols;
  }

  private static byte[] distanceSymbols() {
    byte[] symbols = new byte[512];
    int distance = 0;
    for (int code = 0; code < DISTANCES; code++) {
      for (int n = 0; n < 1 << DISTANCE_EXTRA[code]; n++, distance++) {
        symbols[distance < 256 ? distance : 256 + (distance >>> 7)] = (byte) code;
      }
    }
    return symbols;
  }

  private static byte[] fixedLengths() {
    byte[] lengths = new byte[LITERALS];
    for (int s = 0; s < LITERALS; s++) {
      lengths[s] = (byte) (s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8);
    }
    return lengths;
  }
}
