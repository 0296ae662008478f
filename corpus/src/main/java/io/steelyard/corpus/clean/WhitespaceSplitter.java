package io.steelyard.corpus.clean;

/** Words between white space, as {@code str.split()} of Python cuts them. */
public final class WhitespaceSplitter implements WordSplitter {
  @Override
  public String name() {
    return "whitespace";
  }

  @Override
  public void split(char[] text, int length, Sink sink) {
    int i = 0;
    while (i < length) {
      while (i < length && CharClasses.isSpace(text[i])) {
        i++;
      }
      int start = i;
      while (i < length && !CharClasses.isSpace(text[i])) {
        i++;
      }
      if (i > start) {
        sink.word(start, i);
      }
    }
  }
}
