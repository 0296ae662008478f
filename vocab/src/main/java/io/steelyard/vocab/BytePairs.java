package io.steelyard.vocab;

/**
 * Where merging bytes starts: the token of every byte, and the rank of the merge of every two
 * bytes, read without hashing.
 *
 * <p>Example: with GPT-2's vocabulary {@code token('h')} is 71 and {@code rank('h', 'e')} is the
 * rank of {@code "he"}.
 */
final class BytePairs {
  private final int[] tokens;
  private final int[] ranks = new int[1 << 16];

  /**
   * @param tokens the token of every byte
   */
  BytePairs(int[] tokens, PairTable pairs) {
    this.tokens = tokens;
    for (int left = 0; left < 256; left++) {
      for (int right = 0; right < 256; right++) {
        ranks[left << 8 | right] = pairs.rank(tokens[left], tokens[right]);
      }
    }
  }

  int token(int b) {
    return tokens[b];
  }

  /** The rank of the merge of two bytes, or {@link PairTable#NONE}. */
  int rank(int left, int right) {
    return ranks[left << 8 | right];
  }
}
