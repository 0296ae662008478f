package io.steelyard.corpus.clean;

import java.util.Arrays;

/**
 * One text cut into words once, for all rules: spans, code-point lengths, kinds and hashes in
 * arrays that are reused from text to text (nothing is allocated per word).
 *
 * <p>Example: {@code "The cat..."} with {@link UnicodeSplitter} has words {@code The}, {@code cat},
 * {@code ...} of lengths 3, 3, 3, of which two are not symbols, and 10 code points. Use one
 * instance per thread.
 */
public final class Segmented implements WordSplitter.Sink {
  /** The word has a character outside the punctuation set. */
  static final byte NOT_SYMBOL = 1;

  /** The word has a letter. */
  static final byte ALPHABETIC = 2;

  private final WordSplitter splitter;
  private char[] text = new char[1 << 12];
  private int length;
  private int codePoints;
  private boolean surrogates;
  private boolean split;

  private int words;
  private int[] start = new int[1 << 10];
  private int[] end = new int[1 << 10];
  private byte[] kind = new byte[1 << 10];
  private long[] hash = new long[1 << 10];

  // Prefixes over words: units and code points of all words before i, and the hash of their
  // concatenation without and with one space behind each word.
  private int[] units = new int[1 << 10];
  private int[] points = new int[1 << 10];
  private long[] joined = new long[1 << 10];
  private long[] spaced = new long[1 << 10];

  public Segmented(WordSplitter splitter) {
    this.splitter = splitter;
  }

  /** Takes a text; words are cut at the first call that needs them. */
  public Segmented set(CharSequence source) {
    length = source.length();
    ensureText(length);
    if (source instanceof String s) {
      s.getChars(0, length, text, 0);
    } else {
      for (int i = 0; i < length; i++) {
        text[i] = source.charAt(i);
      }
    }
    return prepare();
  }

  /** Takes a text from the first {@code count} units of an array. */
  public Segmented set(char[] source, int count) {
    length = count;
    ensureText(length);
    System.arraycopy(source, 0, text, 0, count);
    return prepare();
  }

  private void ensureText(int size) {
    if (text.length < size) {
      text = new char[Math.max(size, text.length * 2)];
    }
  }

  private Segmented prepare() {
    int low = 0;
    surrogates = false;
    for (int i = 0; i < length; i++) {
      if (Character.isSurrogate(text[i])) {
        surrogates = true;
        break;
      }
    }
    if (surrogates) {
      low = length - Character.codePointCount(text, 0, length);
    }
    codePoints = length - low;
    split = false;
    words = 0;
    return this;
  }

  private void cut() {
    if (split) {
      return;
    }
    split = true;
    words = 0;
    units[0] = 0;
    points[0] = 0;
    joined[0] = 0;
    spaced[0] = 0;
    splitter.split(text, length, this);
  }

  @Override
  public void word(int from, int to) {
    int w = words;
    if (w + 1 >= start.length) {
      growWords();
    }
    int kinds = 0;
    long h = 0;
    for (int i = from; i < to; i++) {
      char c = text[i];
      h = PolynomialHash.multiply(h, PolynomialHash.BASE) + c + 1;
      int flags = CharClasses.of(c);
      if ((flags & CharClasses.PUNCTUATION) == 0) {
        kinds |= NOT_SYMBOL;
      }
      if ((flags & CharClasses.ALPHA) != 0) {
        kinds |= ALPHABETIC;
      }
    }
    if (h >= PolynomialHash.P) {
      h -= PolynomialHash.P;
    }
    int cp = to - from;
    if (surrogates) {
      cp = Character.codePointCount(text, from, to - from);
      kinds = cp == to - from ? kinds : slowKinds(from, to);
    }
    start[w] = from;
    end[w] = to;
    kind[w] = (byte) kinds;
    hash[w] = h;
    int n = to - from;
    units[w + 1] = units[w] + n;
    points[w + 1] = points[w] + cp;
    long j = PolynomialHash.multiply(joined[w], PolynomialHash.power(n));
    joined[w + 1] = PolynomialHash.add(j, h);
    long s = PolynomialHash.multiply(spaced[w], PolynomialHash.power(n + 1));
    long hs = PolynomialHash.multiply(h, PolynomialHash.BASE);
    spaced[w + 1] = PolynomialHash.add(PolynomialHash.add(s, hs), ' ' + 1);
    words = w + 1;
  }

  private int slowKinds(int from, int to) {
    int kinds = 0;
    for (int i = from; i < to; ) {
      int c = Character.codePointAt(text, i, to);
      int flags = CharClasses.of(c);
      kinds |= (flags & CharClasses.PUNCTUATION) == 0 ? NOT_SYMBOL : 0;
      kinds |= (flags & CharClasses.ALPHA) != 0 ? ALPHABETIC : 0;
      i += Character.charCount(c);
    }
    return kinds;
  }

  private void growWords() {
    int size = start.length * 2;
    start = Arrays.copyOf(start, size);
    end = Arrays.copyOf(end, size);
    kind = Arrays.copyOf(kind, size);
    hash = Arrays.copyOf(hash, size);
    units = Arrays.copyOf(units, size);
    points = Arrays.copyOf(points, size);
    joined = Arrays.copyOf(joined, size);
    spaced = Arrays.copyOf(spaced, size);
  }

  public String splitterName() {
    return splitter.name();
  }

  /** The text's units; valid up to {@link #length()}. Not to be changed. */
  char[] text() {
    return text;
  }

  /** UTF-16 units. */
  public int length() {
    return length;
  }

  /** Code points of the whole text: the {@code len(text)} of the anchors. */
  public int codePoints() {
    return codePoints;
  }

  /** Code points of a stretch of the text. */
  int codePoints(int from, int to) {
    return surrogates ? Character.codePointCount(text, from, to - from) : to - from;
  }

  public int words() {
    cut();
    return words;
  }

  public int start(int word) {
    return start[word];
  }

  public int end(int word) {
    return end[word];
  }

  byte kind(int word) {
    return kind[word];
  }

  long hash(int word) {
    return hash[word];
  }

  /** Code points of the words {@code [from, to)} without what stands between them. */
  int wordPoints(int from, int to) {
    return points[to] - points[from];
  }

  /** Hash of the words {@code [from, to)} written without spaces. */
  long joinedHash(int from, int to) {
    long shifted =
        PolynomialHash.multiply(joined[from], PolynomialHash.power(units[to] - units[from]));
    return PolynomialHash.subtract(joined[to], shifted);
  }

  /** Hash of the words {@code [from, to)} with a space behind each. */
  long spacedHash(int from, int to) {
    long shifted =
        PolynomialHash.multiply(
            spaced[from], PolynomialHash.power(units[to] - units[from] + to - from));
    return PolynomialHash.subtract(spaced[to], shifted);
  }

  /** Copies a word out; for tests and reports. */
  public String word(int index) {
    return new String(text, start[index], end[index] - start[index]);
  }
}
