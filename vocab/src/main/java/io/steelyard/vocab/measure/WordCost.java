package io.steelyard.vocab.measure;

/**
 * What words cost in tokens: fertility, the share of words in several tokens, and the share in one
 * (STRR), weighted by occurrence and by type.
 *
 * <p>Example: the x 50 in 1 token, cat x 20 in 1, sat x 10 in 2, unbelievable x 5 in 4: fertility
 * 1.294118 by occurrence and 2 by type, continued words 0.176471, single-token retention 0.823529
 * by occurrence and 0.5 by type.
 *
 * @param types distinct words
 * @param occurrences of all words
 * @param fertility tokens per word, each occurrence counting once
 * @param typeFertility tokens per distinct word
 * @param continued share of occurrences in two tokens or more (Rust et al. 2021)
 * @param retained share of occurrences in one token: {@code 1 - continued}
 * @param typeRetained share of distinct words in one token
 */
public record WordCost(
    int types,
    long occurrences,
    double fertility,
    double typeFertility,
    double continued,
    double retained,
    double typeRetained) {

  /** NaN in every measure if no word occurs. */
  public static WordCost of(long[] counts, int[] tokens) {
    if (counts.length != tokens.length) {
      throw new IllegalArgumentException(
          counts.length + " word counts for " + tokens.length + " token counts");
    }
    long words = 0;
    long wordTokens = 0;
    long typeTokens = 0;
    long single = 0;
    int types = 0;
    int singleTypes = 0;
    for (int w = 0; w < counts.length; w++) {
      if (counts[w] == 0) {
        continue;
      }
      types++;
      words += counts[w];
      wordTokens += counts[w] * tokens[w];
      typeTokens += tokens[w];
      single += tokens[w] == 1 ? counts[w] : 0;
      singleTypes += tokens[w] == 1 ? 1 : 0;
    }
    double n = words;
    return new WordCost(
        types,
        words,
        wordTokens / n,
        (double) typeTokens / types,
        (words - single) / n,
        single / n,
        (double) singleTypes / types);
  }

  /**
   * The same over the {@code n} most frequent words only; words as frequent as the last of them
   * come in too, so that the choice does not depend on their order.
   */
  public static WordCost ofMostFrequent(long[] counts, int[] tokens, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("most frequent words: " + n + "; give 1 or more");
    }
    long[] sorted = counts.clone();
    java.util.Arrays.sort(sorted);
    long least = sorted.length == 0 ? 0 : sorted[Math.max(0, sorted.length - n)];
    long[] kept = new long[counts.length];
    for (int w = 0; w < counts.length; w++) {
      kept[w] = counts[w] >= least ? counts[w] : 0;
    }
    return of(kept, tokens);
  }
}
