package io.steelyard.decode.chain;

import io.steelyard.core.draws.Draws;
import java.util.Arrays;

/**
 * How often tokens occurred in the window behind the end of a text: an open-addressing table of
 * ints. Entries that fall to zero stay until room is made.
 *
 * <p>Example: window 3 over 5, 7, 5, 9: the counts are 7 → 1, 5 → 1, 9 → 1.
 */
final class TokenCounts {
  /** The window of all tokens. */
  static final int ALL = -1;

  private final int window;
  private int[] tokens;
  private int[] counts;
  private int[] spareTokens;
  private int[] spareCounts;
  private int used;
  private int from;
  private int to;

  /**
   * @param window how many tokens back, or {@link #ALL}
   * @param from the first token that counts at all
   */
  TokenCounts(int window, int from, int expected) {
    this.window = window;
    this.from = from;
    this.to = from;
    int capacity = Integer.highestOneBit(Math.max(64, 4 * expected));
    tokens = new int[capacity];
    counts = new int[capacity];
    spareTokens = new int[capacity];
    spareCounts = new int[capacity];
    Arrays.fill(tokens, -1);
  }

  private TokenCounts(TokenCounts other) {
    window = other.window;
    set(other);
  }

  private void set(TokenCounts other) {
    tokens = other.tokens.clone();
    counts = other.counts.clone();
    spareTokens = new int[tokens.length];
    spareCounts = new int[tokens.length];
    used = other.used;
    from = other.from;
    to = other.to;
  }

  TokenCounts copy() {
    return new TokenCounts(this);
  }

  void restore(TokenCounts snapshot) {
    set(snapshot);
  }

  /** Takes in what the text has got since the last time. */
  void follow(SequenceContext context) {
    for (; to < context.length(); to++) {
      int slot = slot(context.token(to));
      counts[slot]++;
      if (window >= 0 && to - from >= window) {
        counts[slot(context.token(from++))]--;
      }
    }
  }

  private int slot(int token) {
    int slot = home(token);
    while (tokens[slot] != token) {
      if (tokens[slot] < 0) {
        if (2 * used >= tokens.length) {
          grow();
          return slot(token);
        }
        used++;
        tokens[slot] = token;
        return slot;
      }
      slot = slot + 1 & tokens.length - 1;
    }
    return slot;
  }

  private int home(int token) {
    return (int) Draws.sm(token) & tokens.length - 1;
  }

  /** Makes room: entries at zero are left out; where few are left, the tables stay as large. */
  private void grow() {
    int live = 0;
    for (int count : counts) {
      live += count > 0 ? 1 : 0;
    }
    int capacity = 4 * live <= tokens.length ? tokens.length : 2 * tokens.length;
    int[] oldTokens = tokens;
    int[] oldCounts = counts;
    boolean reuse = spareTokens.length == capacity;
    tokens = reuse ? spareTokens : new int[capacity];
    counts = reuse ? spareCounts : new int[capacity];
    Arrays.fill(tokens, -1);
    Arrays.fill(counts, 0);
    used = 0;
    for (int i = 0; i < oldTokens.length; i++) {
      if (oldTokens[i] >= 0 && oldCounts[i] > 0) {
        counts[slot(oldTokens[i])] = oldCounts[i];
      }
    }
    spareTokens = oldTokens;
    spareCounts = oldCounts;
  }

  int count(int token) {
    int slot = home(token);
    while (tokens[slot] != token) {
      if (tokens[slot] < 0) {
        return 0;
      }
      slot = slot + 1 & tokens.length - 1;
    }
    return counts[slot];
  }

  /** Places of the table; those with a positive {@link #countAt} hold {@link #tokenAt}. */
  int places() {
    return tokens.length;
  }

  int tokenAt(int place) {
    return tokens[place];
  }

  int countAt(int place) {
    return counts[place];
  }
}
