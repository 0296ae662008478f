package io.steelyard.vocab;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of a word-piece, word or unigram model by id, checked once.
 *
 * <p>Example: {@code TokenList.of(new byte[][] {a, null, b})} has three ids, the second a gap.
 */
final class TokenList {
  private final byte[][] tokens;

  private TokenList(byte[][] tokens) {
    this.tokens = tokens;
  }

  static TokenList of(byte[][] tokens) {
    if (tokens.length > BytePairModel.MAX_TOKENS) {
      throw new IllegalArgumentException(
          tokens.length + " tokens; at most " + BytePairModel.MAX_TOKENS + " are allowed");
    }
    long total = 0;
    byte[][] copy = new byte[tokens.length][];
    for (int id = 0; id < tokens.length; id++) {
      copy[id] = tokens[id] == null ? new byte[0] : tokens[id].clone();
      if (copy[id].length > BytePairModel.MAX_TOKEN_BYTES) {
        throw new IllegalArgumentException(
            "token "
                + id
                + " has "
                + copy[id].length
                + " bytes; at most "
                + BytePairModel.MAX_TOKEN_BYTES
                + " are allowed");
      }
      total += copy[id].length;
      if (total > BytePairModel.MAX_TOTAL_BYTES) {
        throw new IllegalArgumentException(
            "the tokens up to id "
                + id
                + " have more than "
                + BytePairModel.MAX_TOTAL_BYTES
                + " bytes");
      }
    }
    return new TokenList(copy);
  }

  int size() {
    return tokens.length;
  }

  boolean has(int id) {
    return id >= 0 && id < tokens.length && tokens[id].length > 0;
  }

  byte[] get(int id) {
    return tokens[id].clone();
  }

  int length(int id) {
    return tokens[id].length;
  }

  /** Refuses an unknown token that is no token. */
  void needUnknown(int unknown, String what) {
    if (!has(unknown)) {
      throw new IllegalArgumentException(
          "the unknown token " + what + " is not in the vocabulary of " + tokens.length + " ids");
    }
  }

  /** A trie of all tokens; of equal ones the last counts. */
  void addTo(ByteTrie trie, int root) {
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id].length > 0) {
        trie.add(root, tokens[id], 0, tokens[id].length, id);
      }
    }
  }

  String text(int id) {
    return new String(tokens[id], StandardCharsets.UTF_8);
  }

  boolean startsWith(int id, byte[] head) {
    return tokens[id].length > head.length
        && Arrays.equals(tokens[id], 0, head.length, head, 0, head.length);
  }

  byte[] raw(int id) {
    return tokens[id];
  }
}
