package io.steelyard.vocab.train;

/**
 * The training words as token ids in one array, merged in place: word {@code w} is {@code
 * symbols[starts[w] .. starts[w] + lengths[w])}.
 *
 * <p>Example: after merging (h,e) the word {@code the} of ids {@code 84 72 69} is {@code 84 256};
 * it keeps its place and its length falls to 2. Words of one byte have no pairs and are left out.
 */
final class TokenizedWords {
  final int[] symbols;
  final int[] starts;
  final int[] lengths;
  final long[] counts;

  private TokenizedWords(int[] symbols, int[] starts, int[] lengths, long[] counts) {
    this.symbols = symbols;
    this.starts = starts;
    this.lengths = lengths;
    this.counts = counts;
  }

  static TokenizedWords of(WordCounts words, int[] idOfByte) {
    int n = 0;
    long total = 0;
    for (int w = 0; w < words.size(); w++) {
      if (words.length(w) > 1 && words.count(w) > 0) {
        n++;
        total += words.length(w);
      }
    }
    int[] symbols = new int[Math.toIntExact(total)];
    int[] starts = new int[n];
    int[] lengths = new int[n];
    long[] counts = new long[n];
    int word = 0;
    int at = 0;
    for (int w = 0; w < words.size(); w++) {
      int length = words.length(w);
      if (length > 1 && words.count(w) > 0) {
        starts[word] = at;
        lengths[word] = length;
        counts[word] = words.count(w);
        word++;
        for (int i = 0; i < length; i++) {
          symbols[at++] = idOfByte[words.byteAt(w, i)];
        }
      }
    }
    return new TokenizedWords(symbols, starts, lengths, counts);
  }

  /** Phrases that are tokens already. */
  static TokenizedWords of(PhraseTable phrases) {
    int n = phrases.size;
    int[] lengths = new int[n];
    for (int w = 0; w < n; w++) {
      lengths[w] = phrases.starts[w + 1] - phrases.starts[w];
    }
    return new TokenizedWords(phrases.symbols, phrases.starts, lengths, phrases.counts);
  }

  int size() {
    return lengths.length;
  }
}
