package io.steelyard.vocab.pretokenize;

import io.steelyard.vocab.PreTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pre-tokenization pattern that no hand-written machine knows: its matches and the text between
 * them are the pieces.
 *
 * <p>Example: {@code \d+} cuts {@code "a12b"} into {@code a|12|b}.
 *
 * <p>The expression may come from a file that nobody vouches for. It runs on java.util.regex with a
 * budget of steps, so that one with exponential backtracking ends in an error and not in a hang; if
 * it recurses deeper than the caller's stack it is run again on a thread with a large one.
 */
public final class RegexPattern implements PreTokenizer, Finder {
  /** Steps allowed per character, and in all. */
  private static final long STEPS_PER_CHARACTER = 2_000;

  private static final long STEPS_AT_LEAST = 10_000_000;
  private static final long LARGE_STACK = 1L << 29;
  private static final int MAX_LENGTH = 1 << 16;

  private final String text;
  private final RegexAlphabet alphabet = new RegexAlphabet();
  private final Pattern pattern;

  public RegexPattern(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a regular expression of "
              + text.length()
              + " characters; at most "
              + MAX_LENGTH
              + " are allowed");
    }
    this.text = text;
    try {
      this.pattern =
          Pattern.compile(
              RegexTranslator.translate(text, alphabet), Pattern.UNIX_LINES | Pattern.MULTILINE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "regular expression \"" + text + "\": " + e.getDescription(), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("regular expression \"" + text + "\": nested too deep", e);
    }
  }

  public String text() {
    return text;
  }

  @Override
  public void split(byte[] utf8, int from, int to, PieceSink sink) {
    int[] at = {from};
    find(
        utf8,
        from,
        to,
        (a, b) -> {
          if (a > at[0]) {
            sink.piece(at[0], a);
          }
          if (b > a) {
            sink.piece(a, b);
          }
          at[0] = b;
        });
    if (at[0] < to) {
      sink.piece(at[0], to);
    }
  }

  @Override
  public void find(byte[] utf8, int from, int to, PieceSink matches) {
    if (from == to) {
      return;
    }
    int[] found;
    Budgeted chars = Budgeted.of(utf8, from, to, alphabet);
    try {
      found = matches(chars);
    } catch (StackOverflowError e) {
      found = onLargeStack(chars);
    }
    for (int i = 0; i < found.length; i += 2) {
      matches.piece(chars.offsets[found[i]], chars.offsets[found[i + 1]]);
    }
  }

  private int[] matches(Budgeted chars) {
    chars.steps = 0;
    Matcher matcher = pattern.matcher(chars);
    java.util.stream.IntStream.Builder found = java.util.stream.IntStream.builder();
    while (matcher.find()) {
      found.add(matcher.start());
      found.add(matcher.end());
    }
    return found.build().toArray();
  }

  private int[] onLargeStack(Budgeted chars) {
    int[][] found = new int[1][];
    Throwable[] failure = new Throwable[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                found[0] = matches(chars);
              } catch (StackOverflowError | RuntimeException e) {
                failure[0] = e;
              }
            },
            "steelyard-regex",
            LARGE_STACK);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a pattern was matched", e);
    }
    if (failure[0] instanceof RuntimeException e) {
      throw e;
    }
    if (failure[0] != null) {
      throw new IllegalArgumentException(
          "regular expression \""
              + text
              + "\" recurses too deeply on a text of "
              + chars.length()
              + " characters; use possessive repeats (x++) or shorter texts",
          failure[0]);
    }
    return found[0];
  }

  /** Text as letters with the byte offset of each, which counts how often it is looked at. */
  private static final class Budgeted implements CharSequence {
    private final char[] chars;
    private final int length;
    private final int[] offsets;
    private final long budget;
    private long steps;

    private Budgeted(char[] chars, int length, int[] offsets) {
      this.chars = chars;
      this.length = length;
      this.offsets = offsets;
      this.budget = Math.max(STEPS_AT_LEAST, STEPS_PER_CHARACTER * length);
    }

    static Budgeted of(byte[] utf8, int from, int to, RegexAlphabet alphabet) {
      char[] chars = new char[to - from];
      int[] offsets = new int[to - from + 1];
      int n = 0;
      int i = from;
      while (i < to) {
        int c = Utf8.codePointAt(utf8, i, to);
        offsets[n] = i;
        chars[n++] = alphabet.of(c);
        i += c < 0 ? 1 : Utf8.length(c);
      }
      offsets[n] = to;
      return new Budgeted(chars, n, offsets);
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public char charAt(int index) {
      if (++steps > budget) {
        throw new IllegalArgumentException(
            "the pre-tokenizer's regular expression took more than "
                + budget
                + " steps on a text of "
                + length
                + " characters; it backtracks too much to be used");
      }
      return chars[index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new String(chars, start, end - start);
    }

    @Override
    public String toString() {
      return new String(chars, 0, length);
    }
  }
}
