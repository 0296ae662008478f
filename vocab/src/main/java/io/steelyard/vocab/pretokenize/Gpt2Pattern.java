package io.steelyard.vocab.pretokenize;

import static io.steelyard.vocab.pretokenize.CodePointClasses.LENGTH_MASK;
import static io.steelyard.vocab.pretokenize.CodePointClasses.classAt;

/**
 * GPT-2's pattern as a state machine: contractions in lower case only, then letters, digits or
 * symbols with one space before them, then white space that leaves its last character to the word
 * that follows.
 *
 * <p>Example: {@code "He'S 12 x"} is cut into {@code He|'|S| 12| | x}.
 */
public final class Gpt2Pattern extends ScannedPattern {
  public static final String TEXT =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  @Override
  public String text() {
    return TEXT;
  }

  @Override
  public int end(byte[] utf8, int i, int to) {
    int b = utf8[i];
    if (b == '\'') {
      int end = lowerContraction(utf8, i, to);
      if (end > 0) {
        return end;
      }
    }
    int j = b == ' ' && i + 1 < to ? i + 1 : i;
    int c = classAt(utf8, j, to);
    int next = j + (c & LENGTH_MASK);
    if ((c & LETTER_BIT) != 0) {
      return run(utf8, next, to, LETTER_BIT);
    }
    if ((c & NUMBER_BIT) != 0) {
      return run(utf8, next, to, NUMBER_BIT);
    }
    if ((c & SPACE_BIT) != 0) {
      return spaces(utf8, i, to);
    }
    return runWithout(utf8, next, to, SPACE_BIT | LETTER_BIT | NUMBER_BIT);
  }

  private static int lowerContraction(byte[] utf8, int i, int to) {
    if (i + 1 >= to) {
      return -1;
    }
    int second = i + 2 < to ? utf8[i + 2] : 0;
    return switch (utf8[i + 1]) {
      case 's', 't', 'm', 'd' -> i + 2;
      case 'r', 'v' -> second == 'e' ? i + 3 : -1;
      case 'l' -> second == 'l' ? i + 3 : -1;
      default -> -1;
    };
  }
}
