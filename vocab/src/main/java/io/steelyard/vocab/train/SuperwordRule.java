package io.steelyard.vocab.train;

/**
 * What may become a token in SuperBPE's second stage: no colon followed by a space, so that a
 * prompt such as {@code "Answer: X"} ends at a token, and at most so many words between spaces.
 *
 * <p>Example: with four words {@code " by the way,"} is accepted (three), {@code "way: the"} is
 * not, nor is {@code "a b c d e"}.
 *
 * @param maxWords the paper's is 4
 * @see <a href="https://arxiv.org/abs/2503.13423">SuperBPE, COLM 2025, section 2</a>
 */
public record SuperwordRule(int maxWords) implements BytePairTrainer.MergeRule {
  public static final int WORDS = 4;

  public SuperwordRule {
    if (maxWords < 1) {
      throw new IllegalArgumentException("max-words must be at least 1, was " + maxWords);
    }
  }

  @Override
  public boolean accepts(byte[] token) {
    int words = 0;
    for (int i = 0; i < token.length; i++) {
      if (token[i] == ' ') {
        if (i > 0 && token[i - 1] == ':') {
          return false;
        }
      } else if (i == 0 || token[i - 1] == ' ') {
        words++;
      }
    }
    return words <= maxWords;
  }

  /** Whether a token is a superword: a space with something else on both sides. */
  public static boolean isSuperword(byte[] token) {
    int first = 0;
    int last = token.length - 1;
    while (first <= last && token[first] == ' ') {
      first++;
    }
    while (last > first && token[last] == ' ') {
      last--;
    }
    for (int i = first; i < last; i++) {
      if (token[i] == ' ') {
        return true;
      }
    }
    return false;
  }
}
