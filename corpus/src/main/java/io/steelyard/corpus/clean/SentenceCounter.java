package io.steelyard.corpus.clean;

/** Counts the sentences of a line; part of the C4 rule's definition, so it can be given. */
public interface SentenceCounter {
  /**
   * Counts sentences by marks: a sentence ends at a run of end marks (of any script; two or more
   * dots are an ellipsis and end none) and closing marks behind it, if white space or the line's
   * end follows, or at once behind an end mark other than {@code . ! ?}; the next begins at the
   * next word. A line has at least one sentence.
   *
   * <p>Example: {@code "Cookies are used here. We love it."} has 2; {@code "See example.com..."} 1.
   */
  SentenceCounter BY_MARKS = SentenceCounter::byMarks;

  /** Sentences in {@code text[start, end)}. */
  int count(char[] text, int start, int end);

  private static int byMarks(char[] text, int start, int end) {
    int sentences = 0;
    boolean open = false;
    int i = start;
    while (i < end) {
      int c = Character.codePointAt(text, i, end);
      int flags = CharClasses.of(c);
      int width = Character.charCount(c);
      if ((flags & CharClasses.TERMINAL) == 0) {
        boolean word = (flags & (CharClasses.SPACE | CharClasses.CATEGORY_P)) == 0;
        if (word && !open) {
          open = true;
          sentences++;
        }
        i += width;
        continue;
      }
      int mark = i;
      boolean ascii = true;
      boolean dots = true;
      while (i < end) {
        c = Character.codePointAt(text, i, end);
        flags = CharClasses.of(c);
        if ((flags & CharClasses.TERMINAL) == 0) {
          break;
        }
        ascii &= c < 128;
        dots &= c == '.';
        i += Character.charCount(c);
      }
      boolean ellipsis = dots && i - mark >= 2;
      while (i < end && (CharClasses.of(text[i]) & CharClasses.CATEGORY_P) != 0) {
        i++;
      }
      boolean bounded = !ascii || i >= end || CharClasses.isSpace(text[i]);
      if (bounded && !ellipsis) {
        open = false;
      }
    }
    return Math.max(1, sentences);
  }
}
