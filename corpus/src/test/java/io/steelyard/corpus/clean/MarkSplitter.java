package io.steelyard.corpus.clean;

/**
 * The splitter of the specification's table: marks are words, {@code ...} is one, a clause without
 * spaces stays whole.
 */
final class MarkSplitter implements WordSplitter {
  @Override
  public String name() {
    return "marks";
  }

  @Override
  public void split(char[] text, int length, Sink sink) {
    int i = 0;
    while (i < length) {
      char c = text[i];
      int start = i++;
      if (CharClasses.isSpace(c)) {
        continue;
      }
      if ((CharClasses.of(c) & CharClasses.ALNUM) != 0) {
        while (i < length && (CharClasses.of(text[i]) & CharClasses.ALNUM) != 0) {
          i++;
        }
      } else {
        while (i < length && c == '.' && text[i] == '.') {
          i++;
        }
      }
      sink.word(start, i);
    }
  }
}
