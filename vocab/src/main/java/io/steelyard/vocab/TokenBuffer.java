package io.steelyard.vocab;

import java.util.Arrays;

/**
 * A growing list of token ids, with the byte range of each token where offsets were asked for.
 * Reused between calls, so that encoding allocates only what it returns.
 */
public final class TokenBuffer {
  private int[] ids = new int[256];
  private int[] starts;
  private int[] ends;
  private int size;

  /**
   * @param withOffsets whether byte ranges are kept too
   */
  public TokenBuffer(boolean withOffsets) {
    if (withOffsets) {
      starts = new int[256];
      ends = new int[256];
    }
  }

  public boolean withOffsets() {
    return starts != null;
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  /** Forgets all tokens from {@code i} on. */
  void truncate(int i) {
    size = i;
  }

  /**
   * Adds a token that covers {@code [start, end)}; the range is dropped if offsets are not kept.
   */
  public void add(int id, int start, int end) {
    if (size == ids.length) {
      grow(size + 1);
    }
    ids[size] = id;
    if (starts != null) {
      starts[size] = start;
      ends[size] = end;
    }
    size++;
  }

  /** Adds a token where offsets are not kept. */
  void add(int id) {
    if (size == ids.length) {
      grow(size + 1);
    }
    ids[size++] = id;
  }

  /**
   * Makes room for {@code more} tokens and returns the array to write them to from {@link #size}.
   */
  int[] reserve(int more) {
    if (size + more > ids.length) {
      grow(size + more);
    }
    return ids;
  }

  /** Drops the tokens from {@code size} on. */
  void cut(int newSize) {
    size = newSize;
  }

  void advance(int more) {
    size += more;
  }

  private void grow(int least) {
    int length = Math.max(least, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * ids.length));
    ids = Arrays.copyOf(ids, length);
    if (starts != null) {
      starts = Arrays.copyOf(starts, length);
      ends = Arrays.copyOf(ends, length);
    }
  }

  /** Sets the byte range of a token that was added without one. */
  void setRange(int i, int start, int end) {
    starts[i] = start;
    ends[i] = end;
  }

  public int id(int i) {
    return ids[i];
  }

  public int start(int i) {
    return starts[i];
  }

  public int end(int i) {
    return ends[i];
  }

  /** The ids as they are kept, valid up to {@link #size} and until the next addition. */
  public int[] array() {
    return ids;
  }

  public int[] ids() {
    return Arrays.copyOf(ids, size);
  }

  public int[] starts() {
    return Arrays.copyOf(starts, size);
  }

  public int[] ends() {
    return Arrays.copyOf(ends, size);
  }
}
