package io.steelyard.vocab.pretokenize;

import static io.steelyard.vocab.pretokenize.CodePointClasses.LENGTH_BITS;
import static io.steelyard.vocab.pretokenize.CodePointClasses.LENGTH_MASK;
import static io.steelyard.vocab.pretokenize.CodePointClasses.LINE_END;
import static io.steelyard.vocab.pretokenize.CodePointClasses.SPACE;
import static io.steelyard.vocab.pretokenize.CodePointClasses.classAt;

import io.steelyard.vocab.PreTokenizer;

/**
 * A pattern scanned by hand: given where a piece starts, it says where the piece ends. The loop
 * over the text, and the rules for white space and contractions that the known patterns share, live
 * here.
 */
public abstract class ScannedPattern implements PreTokenizer {
  static final int SPACE_BIT = SPACE << LENGTH_BITS;
  static final int LINE_END_BIT = LINE_END << LENGTH_BITS;
  static final int LETTER_BIT = CodePointClasses.LETTER << LENGTH_BITS;
  static final int NUMBER_BIT = CodePointClasses.NUMBER << LENGTH_BITS;
  static final int UPPER_BIT = CodePointClasses.UPPER << LENGTH_BITS;
  static final int LOWER_BIT = CodePointClasses.LOWER << LENGTH_BITS;

  /** The pattern as a regular expression. */
  public abstract String text();

  /** The end of the piece that starts at {@code i < to}; always more than {@code i}. */
  public abstract int end(byte[] utf8, int i, int to);

  @Override
  public final void split(byte[] utf8, int from, int to, PieceSink sink) {
    int i = from;
    while (i < to) {
      int end = end(utf8, i, to);
      sink.piece(i, end);
      i = end;
    }
  }

  /** The end of the run of characters with any of {@code bits} that starts at {@code i}. */
  static int run(byte[] utf8, int i, int to, int bits) {
    while (i < to) {
      int c = classAt(utf8, i, to);
      if ((c & bits) == 0) {
        return i;
      }
      i += c & LENGTH_MASK;
    }
    return i;
  }

  /** The end of the run of characters with none of {@code bits} that starts at {@code i}. */
  static int runWithout(byte[] utf8, int i, int to, int bits) {
    while (i < to) {
      int c = classAt(utf8, i, to);
      if ((c & bits) != 0) {
        return i;
      }
      i += c & LENGTH_MASK;
    }
    return i;
  }

  /** {@code \s+(?!\S)|\s+} from a space at {@code i}. */
  static int spaces(byte[] utf8, int i, int to) {
    int last = i;
    int end = i;
    while (end < to) {
      int c = classAt(utf8, end, to);
      if ((c & SPACE_BIT) == 0) {
        return last > i ? last : end;
      }
      last = end;
      end += c & LENGTH_MASK;
    }
    return end;
  }

  /** {@code \s*[\r\n]+|\s+(?!\S)|\s+} from a space at {@code i}. */
  static int spacesOrLines(byte[] utf8, int i, int to) {
    int last = i;
    int end = i;
    int afterLine = -1;
    while (end < to) {
      int c = classAt(utf8, end, to);
      if ((c & SPACE_BIT) == 0) {
        break;
      }
      last = end;
      end += c & LENGTH_MASK;
      if ((c & LINE_END_BIT) != 0) {
        afterLine = end;
      }
    }
    if (afterLine >= 0) {
      return afterLine;
    }
    return end == to || last == i ? end : last;
  }

  /**
   * The end of {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)} at {@code i}, or -1. Case is folded as Unicode
   * does, so the long s (U+017F) is an s; folds to several letters do not count.
   */
  static int contraction(byte[] utf8, int i, int to) {
    if (i + 1 >= to || utf8[i] != '\'') {
      return -1;
    }
    int a = utf8[i + 1] | 0x20;
    switch (a) {
      case 's', 't', 'm', 'd' -> {
        return utf8[i + 1] >= 0 ? i + 2 : -1;
      }
      case 'r', 'v' -> {
        return i + 2 < to && (utf8[i + 2] | 0x20) == 'e' ? i + 3 : -1;
      }
      case 'l' -> {
        return i + 2 < to && (utf8[i + 2] | 0x20) == 'l' ? i + 3 : -1;
      }
      default -> {
        boolean longS = i + 2 < to && utf8[i + 1] == (byte) 0xC5 && utf8[i + 2] == (byte) 0xBF;
        return longS ? i + 3 : -1;
      }
    }
  }
}
