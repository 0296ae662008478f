package io.steelyard.vocab.pretokenize;

import static io.steelyard.vocab.pretokenize.CodePointClasses.LENGTH_MASK;
import static io.steelyard.vocab.pretokenize.CodePointClasses.classAt;

/**
 * The pattern of o200k as a state machine. Words are cut where a lower-case letter meets an
 * upper-case one, keep their combining marks, and take a contraction as suffix; symbols may end in
 * slashes.
 *
 * <p>Example: {@code "HTMLParser isOK it's a//\n"} is cut into {@code HTMLParser| is|OK| it's|
 * a|//\n}.
 *
 * <p>Caseless letters and marks may both start and end a word, so the first alternative ({@code
 * [upper]*[lower]+}) gives characters back when no lower-case letter follows. All it can give back
 * to is the last such character, so remembering where that one ended replaces the search.
 */
public final class O200kPattern extends ScannedPattern {
  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LEAD = "[^\\r\\n\\p{L}\\p{N}]?";

  private static final String TO_LOWER = LEAD + UPPER + "*" + LOWER + "+";
  private static final String FROM_UPPER = LEAD + UPPER + "+" + LOWER + "*";
  private static final String REST =
      "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  public static final String TEXT = TO_LOWER + CONTRACTION + "|" + FROM_UPPER + CONTRACTION + REST;

  /** The same without contractions: what SuperBPE's first stage cuts by. */
  public static final String PLAIN_TEXT = TO_LOWER + "|" + FROM_UPPER + REST;

  private static final int WORD = UPPER_BIT | LOWER_BIT;

  private final boolean contractions;

  /**
   * @param contractions whether a word takes a contraction such as {@code 's} as suffix
   */
  public O200kPattern(boolean contractions) {
    this.contractions = contractions;
  }

  @Override
  public String text() {
    return contractions ? TEXT : PLAIN_TEXT;
  }

  @Override
  public int end(byte[] utf8, int i, int to) {
    int c = classAt(utf8, i, to);
    int next = i + (c & LENGTH_MASK);
    if ((c & NUMBER_BIT) != 0) {
      return Cl100kPattern.digits(utf8, next, to, 3);
    }
    int d = next < to ? classAt(utf8, next, to) : 0;
    int end = -1;
    if ((c & LETTER_BIT) != 0) {
      end = lowerEnding(utf8, i, to);
      if (end < 0) {
        end = upperStarting(utf8, i, to);
      }
    } else if ((c & LINE_END_BIT) == 0) {
      boolean mark = (c & WORD) != 0;
      boolean leads = (d & WORD) != 0;
      if (leads) {
        end = lowerEnding(utf8, next, to);
      }
      if (end < 0 && mark) {
        end = lowerEnding(utf8, i, to);
      }
      if (end < 0 && leads) {
        end = upperStarting(utf8, next, to);
      }
    }
    if (end >= 0) {
      int suffixed =
          contractions && end < to && utf8[end] == '\'' ? contraction(utf8, end, to) : -1;
      return suffixed > 0 ? suffixed : end;
    }
    if ((c & SPACE_BIT) != 0) {
      boolean symbol = d != 0 && (d & (SPACE_BIT | LETTER_BIT | NUMBER_BIT)) == 0;
      if (utf8[i] != ' ' || !symbol) {
        return spacesOrLines(utf8, i, to);
      }
    }
    int at = runWithout(utf8, next, to, SPACE_BIT | LETTER_BIT | NUMBER_BIT);
    while (at < to && (utf8[at] == '\n' || utf8[at] == '\r' || utf8[at] == '/')) {
      at++;
    }
    return at;
  }

  /** {@code [upper]*[lower]+} from {@code i}, or -1. */
  private static int lowerEnding(byte[] utf8, int i, int to) {
    int afterCaseless = -1;
    int at = i;
    while (at < to) {
      int c = classAt(utf8, at, to);
      if ((c & UPPER_BIT) == 0) {
        if ((c & LOWER_BIT) != 0) {
          return run(utf8, at + (c & LENGTH_MASK), to, LOWER_BIT);
        }
        break;
      }
      at += c & LENGTH_MASK;
      if ((c & LOWER_BIT) != 0) {
        afterCaseless = at;
      }
    }
    return afterCaseless;
  }

  /** {@code [upper]+[lower]*} from {@code i}, or -1. */
  private static int upperStarting(byte[] utf8, int i, int to) {
    int at = run(utf8, i, to, UPPER_BIT);
    return at == i ? -1 : run(utf8, at, to, LOWER_BIT);
  }
}
