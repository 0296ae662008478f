package io.steelyard.corpus.clean;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * Data-Juicer's ratios (Chen et al. 2023) over the words of the profile's splitter.
 *
 * <p>Character 10-gram repetition: of the r = min(floor(sqrt(distinct)), distinct - singletons)
 * most frequent 10-grams, their share of all occurrences. Word 10-gram repetition: occurrences of
 * 10-grams seen more than once, of all. Special characters are punctuation, digits, white space and
 * symbols less letters. The stop-word share uses the lists that ship, which are shorter than that
 * project's.
 */
final class JuicerMeasures {
  private static final int GRAM = 10;

  private final Long2IntOpenHashMap counts = new Long2IntOpenHashMap();
  private StopWords.Matcher stopMatcher;
  private StopWords.Matcher flaggedMatcher;

  void measure(Segmented s, StopWords stopWords, StopWords flagged, Measures out) {
    char[] text = s.text();
    int length = s.length();
    int alphanumeric = 0;
    int special = 0;
    for (int i = 0; i < length; ) {
      int c = Character.codePointAt(text, i, length);
      int flags = CharClasses.of(c);
      alphanumeric += (flags & CharClasses.ALNUM) != 0 ? 1 : 0;
      special += (flags & CharClasses.ALPHA) == 0 && !mark(c) ? 1 : 0;
      i += Character.charCount(c);
    }
    double points = s.codePoints();
    out.set(Metric.ALPHANUMERIC, alphanumeric / points);
    out.set(Metric.SPECIAL_CHARACTERS, special / points);
    out.set(Metric.TEXT_LENGTH, points);
    out.set(Metric.WORD_COUNT, s.words());
    out.set(Metric.MEAN_LINE_LENGTH, points / lines(text, length));
    out.set(Metric.CHAR_10_GRAM_REPETITION, characterRepetition(text, length));
    out.set(Metric.WORD_10_GRAM_REPETITION, wordRepetition(s));
    if (stopWords != null) {
      if (stopMatcher == null || stopMatcher.list() != stopWords) {
        stopMatcher = stopWords.matcher();
      }
      out.setRatio(Metric.STOP_WORD_RATIO, stopMatcher.occurrences(s), s.words());
    }
    if (flagged != null) {
      if (flaggedMatcher == null || flaggedMatcher.list() != flagged) {
        flaggedMatcher = flagged.matcher();
      }
      out.setRatio(Metric.FLAGGED_WORD_RATIO, flaggedMatcher.occurrences(s), s.words());
    }
  }

  /** Combining marks belong to the letter before them. */
  private static boolean mark(int c) {
    int type = com.ibm.icu.lang.UCharacter.getType(c);
    return type == com.ibm.icu.lang.UCharacterEnums.ECharacterCategory.NON_SPACING_MARK
        || type == com.ibm.icu.lang.UCharacterEnums.ECharacterCategory.COMBINING_SPACING_MARK;
  }

  private static int lines(char[] text, int length) {
    int lines = 0;
    for (int i = 0; i < length; lines++) {
      i = Lines.nextLine(text, Lines.endOfLine(text, i, length), length);
    }
    return lines;
  }

  private double characterRepetition(char[] text, int length) {
    counts.clear();
    long lead = PolynomialHash.power(GRAM);
    long h = 0;
    int[] window = new int[GRAM];
    int n = 0;
    for (int i = 0; i < length; n++) {
      int c = Character.codePointAt(text, i, length);
      i += Character.charCount(c);
      int slot = n % GRAM;
      h = PolynomialHash.add(PolynomialHash.multiply(h, PolynomialHash.BASE), c + 1);
      if (n >= GRAM) {
        h = PolynomialHash.subtract(h, PolynomialHash.multiply(lead, window[slot] + 1));
      }
      window[slot] = c;
      if (n >= GRAM - 1) {
        counts.addTo(h, 1);
      }
    }
    if (counts.isEmpty()) {
      return 0;
    }
    int[] sorted = counts.values().toIntArray();
    Arrays.sort(sorted);
    int singletons = 0;
    while (singletons < sorted.length && sorted[singletons] == 1) {
      singletons++;
    }
    int top = Math.min((int) StrictMath.sqrt(sorted.length), sorted.length - singletons);
    long repeated = 0;
    for (int i = 0; i < top; i++) {
      repeated += sorted[sorted.length - 1 - i];
    }
    return (double) repeated / (n - GRAM + 1);
  }

  private double wordRepetition(Segmented s) {
    int grams = s.words() - GRAM + 1;
    if (grams <= 0) {
      return 0;
    }
    counts.clear();
    for (int i = 0; i < grams; i++) {
      counts.addTo(s.spacedHash(i, i + GRAM), 1);
    }
    long repeated = 0;
    for (int count : counts.values()) {
      repeated += count > 1 ? count : 0;
    }
    return (double) repeated / grams;
  }
}
