package io.steelyard.vocab.train;

/**
 * The training words as pieces in one array, merged in place: word {@code w} is {@code
 * pieces[starts[w] .. starts[w] + lengths[w])}.
 *
 * <p>Example: {@code lower} begins as {@code l ##o ##w ##e ##r}; after merging (##e, ##r) its
 * length is 4.
 *
 * @param tooLong words left out because they have too many characters, weighted
 */
record PieceWords(int[] pieces, int[] starts, int[] lengths, long[] counts, long tooLong) {
  int size() {
    return starts.length;
  }

  /** Replaces the pair from left to right; says how often it did. */
  int replace(int word, int a, int b, int result) {
    int start = starts[word];
    int end = start + lengths[word];
    int out = start;
    int replaced = 0;
    for (int i = start; i < end; ) {
      if (pieces[i] == a && i + 1 < end && pieces[i + 1] == b) {
        pieces[out++] = result;
        i += 2;
        replaced++;
      } else {
        pieces[out++] = pieces[i++];
      }
    }
    lengths[word] = out - start;
    return replaced;
  }

  boolean has(int word, int a, int b) {
    for (int i = starts[word], last = i + lengths[word] - 1; i < last; i++) {
      if (pieces[i] == a && pieces[i + 1] == b) {
        return true;
      }
    }
    return false;
  }
}
