package io.steelyard.vocab.train;

/**
 * Replaces one pair by its new token in some words, and sums what changes beside it. Each thread
 * has its own.
 *
 * <p>Example: (a,b) becomes R in {@code x a b a b y}: the word becomes {@code x R R y}; seen are x
 * on the left, y on the right, and one pair (R,R) where (b,a) was.
 */
final class MergePass {
  /** The slot of {@link #between} for (new, new): pairs of the new token with itself. */
  static final int SELF = 0;

  final Neighbours left;
  final Neighbours right;
  final Neighbours between = new Neighbours(1);

  MergePass(int tokens) {
    left = new Neighbours(tokens);
    right = new Neighbours(tokens);
  }

  /** Works through {@code list[from..to)}, words that may hold the pair {@code (a, b)}. */
  void replace(TokenizedWords words, int[] list, int from, int to, int a, int b, int result) {
    int[] symbols = words.symbols;
    for (int k = from; k < to; k++) {
      int word = list[k];
      int start = words.starts[word];
      int end = start + words.lengths[word];
      int i = start;
      while (i + 1 < end && (symbols[i] != a || symbols[i + 1] != b)) {
        i++;
      }
      if (i + 1 < end) {
        words.lengths[word] =
            replaceIn(symbols, start, i, end, a, b, result, words.counts[word], word) - start;
      }
    }
  }

  private int replaceIn(
      int[] symbols,
      int start,
      int first,
      int end,
      int a,
      int b,
      int result,
      long count,
      int word) {
    int out = first;
    int i = first;
    boolean afterMatch = false;
    while (i < end) {
      boolean match = symbols[i] == a && i + 1 < end && symbols[i + 1] == b;
      if (!match) {
        symbols[out++] = symbols[i++];
        afterMatch = false;
        continue;
      }
      if (afterMatch) {
        between.add(SELF, count, word);
      } else if (out > start) {
        left.add(symbols[out - 1], count, word);
      }
      symbols[out++] = result;
      i += 2;
      boolean again = i + 1 < end && symbols[i] == a && symbols[i + 1] == b;
      if (i < end && !again) {
        right.add(symbols[i], count, word);
      }
      afterMatch = true;
    }
    return out;
  }

  void addAll(MergePass later) {
    left.addAll(later.left);
    right.addAll(later.right);
    between.addAll(later.between);
  }

  void clear() {
    left.clear();
    right.clear();
    between.clear();
  }
}
