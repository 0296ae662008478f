package io.steelyard.vocab;

import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;

/**
 * A byte-pair vocabulary: the bytes of every token by id, and the merges in the order in which they
 * apply. Immutable, and checked once when it is made, so that an encoder need not check again.
 *
 * <p>Example: tokens {@code 0="a", 1="b", 2="ab", 3="aab"} with merges {@code (0,1)->2} and {@code
 * (0,2)->3}: the text {@code aab} becomes {@code a,ab} by the first merge and {@code aab} by the
 * second, so its only id is 3.
 *
 * <p>An id may have no token (a gap, as published rank files leave for special tokens): its bytes
 * are empty and no merge may name it. Several merges may make the same token. Merges of equal
 * {@link #rank rank} apply leftmost first: rank files have one rank per token however it is made,
 * while merge files rank each pair.
 */
public final class BytePairModel {
  /** Twice the largest published vocabulary (a million, XLM-V); beyond it a file is absurd. */
  public static final int MAX_TOKENS = 2_000_000;

  /** Merges may be several per token. Two ids and a rank fit in 64 bits: 21 + 21 + 22. */
  public static final int MAX_MERGES = 4_000_000;

  /** The longest token allowed, in bytes. */
  public static final int MAX_TOKEN_BYTES = 1 << 16;

  /** All tokens together, in bytes. */
  public static final int MAX_TOTAL_BYTES = 1 << 28;

  private final byte[] bytes;
  private final int[] starts;
  private final int[] left;
  private final int[] right;
  private final int[] result;
  private final int[] rank;
  private final TokenIndex index;

  private BytePairModel(
      byte[] bytes,
      int[] starts,
      TokenIndex index,
      int[] left,
      int[] right,
      int[] result,
      int[] rank) {
    this.bytes = bytes;
    this.starts = starts;
    this.index = index;
    this.left = left;
    this.right = right;
    this.result = result;
    this.rank = rank;
  }

  /**
   * A model whose merge {@code i} turns the neighbours {@code left[i], right[i]} into {@code
   * result[i]} and has rank {@code i}.
   *
   * @param tokens bytes by id; null or empty where an id has no token
   * @throws IllegalArgumentException if two ids have the same bytes, a merge names a missing token,
   *     a merge's result is not the concatenation of its parts (which also rules out cycles), a
   *     pair occurs twice, or a size is absurd
   */
  public static BytePairModel of(byte[][] tokens, int[] left, int[] right, int[] result) {
    int[] rank = new int[left.length];
    for (int i = 0; i < rank.length; i++) {
      rank[i] = i;
    }
    return checked(tokens, left.clone(), right.clone(), result.clone(), rank);
  }

  /**
   * A model from ranks alone (the notation of tiktoken files, id = rank): two neighbours merge
   * whenever their concatenation is a token, the token of lowest id first, leftmost among equals.
   */
  public static BytePairModel ofRanks(byte[][] tokens) {
    Flat flat = Flat.of(tokens);
    TokenIndex index = TokenIndex.of(flat.bytes(), flat.starts());
    int capacity = 2 * tokens.length + 16;
    int[] left = new int[capacity];
    int[] right = new int[capacity];
    int[] result = new int[capacity];
    int n = 0;
    for (int id = 0; id < tokens.length; id++) {
      int from = flat.starts()[id];
      int to = flat.starts()[id + 1];
      for (int cut = from + 1; cut < to; cut++) {
        int a = index.find(flat.bytes(), from, cut);
        if (a < 0) {
          continue;
        }
        int b = index.find(flat.bytes(), cut, to);
        if (b < 0) {
          continue;
        }
        if (n == MAX_MERGES) {
          throw new IllegalArgumentException(
              "rank file with more than " + MAX_MERGES + " ways to merge; is it a vocabulary?");
        }
        left = IntArrays.grow(left, n + 1);
        right = IntArrays.grow(right, n + 1);
        result = IntArrays.grow(result, n + 1);
        left[n] = a;
        right[n] = b;
        result[n] = id;
        n++;
      }
    }
    int[] merged = Arrays.copyOf(result, n);
    return new BytePairModel(
        flat.bytes(),
        flat.starts(),
        index,
        Arrays.copyOf(left, n),
        Arrays.copyOf(right, n),
        merged,
        merged);
  }

  /**
   * The model of the first {@code n} merges: ids stay, and tokens that only later merges make are
   * gaps; gaps at the end are cut off.
   */
  public BytePairModel ofFirstMerges(int n) {
    if (n < 0 || n > mergeCount()) {
      throw new IllegalArgumentException(
          "the first " + n + " merges of a model that has " + mergeCount());
    }
    boolean[] later = new boolean[size()];
    for (int i = n; i < mergeCount(); i++) {
      later[result[i]] = true;
    }
    for (int i = 0; i < n; i++) {
      later[result[i]] = false;
    }
    int size = size();
    while (size > 0 && (later[size - 1] || !has(size - 1))) {
      size--;
    }
    byte[][] tokens = new byte[size][];
    for (int id = 0; id < size; id++) {
      tokens[id] = later[id] ? null : token(id);
    }
    return checked(
        tokens,
        Arrays.copyOf(left, n),
        Arrays.copyOf(right, n),
        Arrays.copyOf(result, n),
        Arrays.copyOf(rank, n));
  }

  private static BytePairModel checked(
      byte[][] tokens, int[] left, int[] right, int[] result, int[] rank) {
    int n = left.length;
    if (right.length != n || result.length != n) {
      throw new IllegalArgumentException(
          "merges are three arrays of one length; got "
              + n
              + " left, "
              + right.length
              + " right, "
              + result.length
              + " result");
    }
    if (n > MAX_MERGES) {
      throw new IllegalArgumentException(n + " merges; at most " + MAX_MERGES + " are allowed");
    }
    Flat flat = Flat.of(tokens);
    TokenIndex index = TokenIndex.of(flat.bytes(), flat.starts());
    BytePairModel model =
        new BytePairModel(flat.bytes(), flat.starts(), index, left, right, result, rank);
    LongOpenHashSet pairs = new LongOpenHashSet(n);
    for (int i = 0; i < n; i++) {
      model.checkMerge(i);
      if (!pairs.add((long) left[i] << 32 | right[i])) {
        throw new IllegalArgumentException(
            "merge " + i + " repeats the pair (" + left[i] + ", " + right[i] + ")");
      }
    }
    return model;
  }

  private void checkMerge(int i) {
    checkToken(i, "left", left[i]);
    checkToken(i, "right", right[i]);
    checkToken(i, "result", result[i]);
    int a = starts[left[i]];
    int aEnd = starts[left[i] + 1];
    int b = starts[right[i]];
    int bEnd = starts[right[i] + 1];
    int r = starts[result[i]];
    int rEnd = starts[result[i] + 1];
    boolean same =
        rEnd - r == aEnd - a + bEnd - b
            && Arrays.equals(bytes, r, r + aEnd - a, bytes, a, aEnd)
            && Arrays.equals(bytes, r + aEnd - a, rEnd, bytes, b, bEnd);
    if (!same) {
      throw new IllegalArgumentException(
          "merge "
              + i
              + " of tokens "
              + left[i]
              + " and "
              + right[i]
              + " makes token "
              + result[i]
              + ", whose bytes are not theirs one after the other");
    }
  }

  private void checkToken(int merge, String part, int id) {
    if (!has(id)) {
      throw new IllegalArgumentException(
          "merge "
              + merge
              + " has the "
              + part
              + " token "
              + id
              + ", which is not in the vocabulary");
    }
  }

  /** Number of ids, gaps included: ids are {@code 0 .. size-1}. */
  public int size() {
    return starts.length - 1;
  }

  /** Whether this id has a token. */
  public boolean has(int id) {
    return id >= 0 && id < size() && starts[id + 1] > starts[id];
  }

  /** A copy of the bytes of a token; empty for a gap. */
  public byte[] token(int id) {
    return Arrays.copyOfRange(bytes, starts[id], starts[id + 1]);
  }

  public int tokenLength(int id) {
    return starts[id + 1] - starts[id];
  }

  /** Copies the bytes of a token to {@code target[at ..]}; returns the position after them. */
  public int copyToken(int id, byte[] target, int at) {
    int n = starts[id + 1] - starts[id];
    System.arraycopy(bytes, starts[id], target, at, n);
    return at + n;
  }

  /** The id of the token with exactly these bytes, or -1. */
  public int idOf(byte[] text, int from, int to) {
    return index.find(text, from, to);
  }

  public int idOf(byte[] text) {
    return index.find(text, 0, text.length);
  }

  public int mergeCount() {
    return left.length;
  }

  public int left(int merge) {
    return left[merge];
  }

  public int right(int merge) {
    return right[merge];
  }

  public int result(int merge) {
    return result[merge];
  }

  /** Merges of lower rank apply first; equal ranks leftmost first. */
  public int rank(int merge) {
    return rank[merge];
  }

  TokenIndex index() {
    return index;
  }

  /** All tokens in one array; token {@code id} is {@code bytes[starts[id] .. starts[id+1])}. */
  private record Flat(byte[] bytes, int[] starts) {
    static Flat of(byte[][] tokens) {
      if (tokens.length > MAX_TOKENS) {
        throw new IllegalArgumentException(
            tokens.length + " tokens; at most " + MAX_TOKENS + " are allowed");
      }
      int[] starts = new int[tokens.length + 1];
      long total = 0;
      for (int id = 0; id < tokens.length; id++) {
        int length = tokens[id] == null ? 0 : tokens[id].length;
        if (length > MAX_TOKEN_BYTES) {
          throw new IllegalArgumentException(
              "token "
                  + id
                  + " has "
                  + length
                  + " bytes; at most "
                  + MAX_TOKEN_BYTES
                  + " are allowed");
        }
        total += length;
        if (total > MAX_TOTAL_BYTES) {
          throw new IllegalArgumentException(
              "the tokens up to id " + id + " have more than " + MAX_TOTAL_BYTES + " bytes");
        }
        starts[id + 1] = (int) total;
      }
      byte[] bytes = new byte[(int) total];
      for (int id = 0; id < tokens.length; id++) {
        if (tokens[id] != null) {
          System.arraycopy(tokens[id], 0, bytes, starts[id], tokens[id].length);
        }
      }
      return new Flat(bytes, starts);
    }
  }
}
