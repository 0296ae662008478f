package io.steelyard.vocab.pretokenize;

import io.steelyard.vocab.PreTokenizer;
import java.util.function.IntPredicate;

/**
 * Finds the matches of a pattern in text, in order and without overlap.
 *
 * <p>Example: the finder of the literal {@code "ab"} reports 0..2 and 3..5 in {@code "abxab"}.
 */
@FunctionalInterface
public interface Finder {
  void find(byte[] utf8, int from, int to, PreTokenizer.PieceSink matches);

  /**
   * Each character that fulfils the predicate is a match; ill-formed bytes are asked about as -1.
   */
  static Finder characters(IntPredicate predicate) {
    return (utf8, from, to, matches) -> {
      int i = from;
      while (i < to) {
        int c = Utf8.codePointAt(utf8, i, to);
        int end = c < 0 ? i + 1 : i + Utf8.length(c);
        if (predicate.test(c)) {
          matches.piece(i, end);
        }
        i = end;
      }
    };
  }

  /** Occurrences of a literal, leftmost first. */
  static Finder literal(byte[] text) {
    return (utf8, from, to, matches) -> {
      int i = from;
      while (text.length > 0 && i + text.length <= to) {
        if (utf8[i] == text[0]
            && java.util.Arrays.equals(utf8, i, i + text.length, text, 0, text.length)) {
          matches.piece(i, i + text.length);
          i += text.length;
        } else {
          i++;
        }
      }
    };
  }
}
