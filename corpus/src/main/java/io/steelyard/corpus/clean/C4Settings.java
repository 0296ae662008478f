package io.steelyard.corpus.clean;

/**
 * Which of C4's line rules run (Raffel et al. 2020; defaults of datatrove). FineWeb turns the
 * end-mark rule off; sources of program code must turn the curly-bracket rule off.
 *
 * @param endMark drop lines that do not end in {@code . ? ! " '}, or end in {@code ...}
 * @param citations strip {@code [12]}, {@code []}, {@code [edit]}, {@code [citation needed]}
 * @param maxWordLength drop lines with a longer word; -1 turns the rule off
 * @param minWordsPerLine drop lines with fewer words between white space; -1 turns the rule off
 * @param javascript drop lines that name JavaScript
 * @param policy drop lines about terms of use, privacy and cookies
 * @param loremIpsum drop documents with a line of filler text
 * @param curlyBracket drop documents with a line that has an opening curly bracket
 */
public record C4Settings(
    boolean endMark,
    boolean citations,
    int maxWordLength,
    int minWordsPerLine,
    boolean javascript,
    boolean policy,
    boolean loremIpsum,
    boolean curlyBracket) {
  public static final C4Settings DEFAULT =
      new C4Settings(true, true, 1000, 3, true, true, true, true);

  public C4Settings {
    if (maxWordLength < 1 && maxWordLength != -1) {
      throw new IllegalArgumentException(
          "c4 max-word-length is "
              + maxWordLength
              + "; expected at least 1 character, or -1 to turn the rule off");
    }
    if (minWordsPerLine < 1 && minWordsPerLine != -1) {
      throw new IllegalArgumentException(
          "c4 min-words-per-line is "
              + minWordsPerLine
              + "; expected at least 1 word, or -1 to turn the rule off");
    }
  }

  /** FineWeb's variant: without the end-mark rule. */
  public C4Settings withoutEndMark() {
    return new C4Settings(
        false,
        citations,
        maxWordLength,
        minWordsPerLine,
        javascript,
        policy,
        loremIpsum,
        curlyBracket);
  }
}
