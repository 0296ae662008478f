package io.steelyard.corpus.deduplicate;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;

/**
 * Turns a text into the words that near-duplicate search compares: lower case, numbers to {@code
 * 0}, punctuation to spaces, spaces folded, accents removed.
 *
 * <p>Example: {@code Café №12: 3,50 € on Monday—naïve…} gives {@code cafe №0 0 € on monday naive}.
 *
 * <p>{@link #compat} is the published FineWeb rule: non-spacing marks go in <em>every</em> script.
 * That deletes Devanagari vowel signs (कुत्ता becomes कतता) and leaves Hangul decomposed, so {@link
 * #standard} removes marks only from Latin, Greek and Cyrillic letters, keeps the rest in NFC, and
 * takes each character of a script without word spaces (Han, Kana, Thai, Lao, Khmer, Burmese) as a
 * word. On unaccented English both give the same words.
 *
 * <p>One pass over 64 Ki tables, no allocation per text; the few texts with a character outside the
 * tables (capital sigma, surrogates, marks that reorder) take the slower path through {@link
 * NormalForm}, which defines the result. An instance is not thread-safe; make one per thread.
 */
public final class Normaliser {
  private static final byte LETTER = 0;
  private static final byte BLANK = 1;
  private static final byte DIGIT = 2;
  private static final byte MARK = 3;
  private static final byte ALONE = 4;
  private static final byte EXPANDS = 5;
  private static final byte BEYOND = 6;

  /** What is done to marks, numbers and unspaced scripts. */
  public enum Rule {
    /** The anchor's rule, for signatures equal to its own. */
    COMPAT,
    /** The default. */
    STANDARD,
    /** As STANDARD with numbers left as they are: for comparing with evaluation texts. */
    STANDARD_WITH_NUMBERS;

    boolean numbersToZero() {
      return this != STANDARD_WITH_NUMBERS;
    }

    boolean splitsUnspaced() {
      return this != COMPAT;
    }
  }

  /** What each UTF-16 unit becomes under one rule; shared by all instances. */
  private static final class Table {
    final byte[] kind = new byte[0x10000];
    final char[] to = new char[0x10000];
    final byte[] combiningClass = new byte[0x10000];
    final boolean[] accentLetter = new boolean[0x10000];
    final String[] expansion = new String[0x10000];

    Table(Rule rule) {
      for (int c = 0; c < 0x10000; c++) {
        fill(rule, (char) c);
      }
    }

    private void fill(Rule rule, char c) {
      to[c] = c;
      if (Character.isSurrogate(c) || c == 'Σ') {
        kind[c] = BEYOND;
        return;
      }
      String lower = NormalForm.lower(String.valueOf(c));
      if (lower.length() == 1 && NormalForm.isDigit(c) && rule.numbersToZero()) {
        kind[c] = DIGIT;
      } else if (lower.length() == 1
          && (NormalForm.isPunctuation(lower.charAt(0)) || NormalForm.isSpace(c))) {
        kind[c] = BLANK;
      } else if (rule == Rule.COMPAT) {
        fillCompat(c, lower);
      } else {
        fillStandard(c, lower);
      }
    }

    private void fillCompat(char c, String lower) {
      String plain = NormalForm.withoutMarks(lower);
      if (plain.codePoints().anyMatch(p -> UCharacter.getCombiningClass(p) != 0)) {
        kind[c] = BEYOND;
      } else if (plain.isEmpty()) {
        kind[c] = MARK;
      } else {
        become(c, plain, LETTER);
      }
    }

    private void fillStandard(char c, String lower) {
      if (NormalForm.isMark(c)) {
        combiningClass[c] = (byte) UCharacter.getCombiningClass(c);
        kind[c] = MARK;
        if (!staysPut(lower)) {
          expansion[c] = lower; // dropped after an accent letter, otherwise beyond the tables
        }
        return;
      }
      String plain = NormalForm.withoutAccents(lower);
      accentLetter[c] = NormalForm.endsOnAccentLetter(lower);
      if (accentLetter[c]) {
        become(c, plain, LETTER);
      } else if (!staysPut(lower) || UCharacter.getCombiningClass(c) != 0) {
        kind[c] = BEYOND;
      } else {
        become(c, plain, NormalForm.isUnspaced(c) ? ALONE : LETTER);
      }
    }

    private static boolean staysPut(String text) {
      return Normalizer2.getNFCInstance().quickCheck(text) == com.ibm.icu.text.Normalizer.YES;
    }

    private void become(char c, String text, byte one) {
      if (text.length() == 1) {
        kind[c] = one;
        to[c] = text.charAt(0);
      } else if (text.codePoints().anyMatch(p -> p > 0xFFFF) || one != LETTER) {
        kind[c] = BEYOND;
      } else {
        kind[c] = EXPANDS;
        expansion[c] = text;
      }
    }
  }

  private static final class CompatTable {
    static final Table TABLE = new Table(Rule.COMPAT);
  }

  private static final class StandardTable {
    static final Table TABLE = new Table(Rule.STANDARD);
  }

  private static final class NumbersTable {
    static final Table TABLE = new Table(Rule.STANDARD_WITH_NUMBERS);
  }

  private final Rule rule;
  private final Table table;
  private char[] chars = new char[4096];

  public Normaliser(Rule rule) {
    this.rule = rule;
    this.table =
        switch (rule) {
          case COMPAT -> CompatTable.TABLE;
          case STANDARD -> StandardTable.TABLE;
          case STANDARD_WITH_NUMBERS -> NumbersTable.TABLE;
        };
  }

  public static Normaliser compat() {
    return new Normaliser(Rule.COMPAT);
  }

  public static Normaliser standard() {
    return new Normaliser(Rule.STANDARD);
  }

  public Rule rule() {
    return rule;
  }

  /** Whether a code point only separates words. */
  public static boolean isBlank(int codePoint) {
    return NormalForm.isPunctuation(codePoint) || NormalForm.isSpace(codePoint);
  }

  /** Whether a code point is a non-spacing mark, which belongs to the word before it. */
  public static boolean isMark(int codePoint) {
    return NormalForm.isMark(codePoint);
  }

  /** Whether a code point counts as a word: a character of a script without word spaces. */
  public static boolean isWordByItself(int codePoint) {
    return NormalForm.isUnspaced(codePoint);
  }

  /** The words of {@code text} into {@code out}, which is emptied first. */
  public void words(String text, WordBuffer out) {
    int n = text.length();
    if (chars.length < n) {
      chars = new char[n + n / 4];
    }
    text.getChars(0, n, chars, 0);
    if (!fast(n, out)) {
      byDefinition(text, out);
    }
  }

  /** Convenience for tests and single texts: the words joined by single spaces. */
  public String text(String text) {
    WordBuffer out = new WordBuffer();
    words(text, out);
    return out.toString();
  }

  /** One pass over the tables; false where a character needs the definition. */
  private boolean fast(int n, WordBuffer out) {
    char[] source = chars;
    byte[] kind = table.kind;
    out.clear();
    out.reserve(2 * n + 32);
    boolean open = false;
    char last = ' '; // last letter of the open word, for marks
    int lastClass = 0;
    for (int i = 0; i < n; i++) {
      char c = source[i];
      switch (kind[c]) {
        case LETTER:
          if (!open) {
            out.beginWord();
            open = true;
          }
          char t = table.to[c];
          if (t < 0x80) {
            out.putAscii(t);
          } else {
            out.putCodePoint(t);
            out.reserve(2 * (n - i) + 32);
          }
          last = c;
          lastClass = 0;
          break;
        case BLANK:
          open = false;
          last = ' ';
          break;
        case DIGIT:
          if (!open) {
            out.beginWord();
            open = true;
          }
          out.putAscii('0');
          i = endOfNumber(source, i, n) - 1;
          last = ' ';
          lastClass = 0;
          break;
        case ALONE:
          out.reserve(2 * (n - i) + 32);
          out.beginWord();
          out.putCodePoint(table.to[c]);
          open = i + 1 < n && kind[source[i + 1]] == MARK;
          last = c;
          lastClass = 0;
          break;
        case EXPANDS:
          if (!open) {
            out.beginWord();
            open = true;
          }
          String expansion = table.expansion[c];
          out.reserve(3 * expansion.length() + 2 * (n - i) + 32);
          for (int j = 0; j < expansion.length(); j++) {
            out.putCodePoint(expansion.charAt(j));
          }
          last = c;
          lastClass = 0;
          break;
        case MARK:
          if (rule == Rule.COMPAT || open && table.accentLetter[last]) {
            break;
          }
          int markClass = table.combiningClass[c] & 0xFF;
          if (!open || table.expansion[c] != null || markClass != 0 && markClass < lastClass) {
            return false;
          }
          out.putCodePoint(c);
          out.reserve(2 * (n - i) + 32);
          lastClass = markClass;
          open = kind[last] != ALONE || i + 1 < n && kind[source[i + 1]] == MARK;
          break;
        default:
          return false;
      }
    }
    return true;
  }

  private int endOfNumber(char[] source, int from, int n) {
    int i = skipDigits(source, from, n);
    if (i < n && NormalForm.DECIMAL_MARKS.indexOf(source[i]) >= 0) {
      int after = skipDigits(source, i + 1, n);
      return after > i + 1 ? after : i;
    }
    return i;
  }

  private int skipDigits(char[] source, int from, int n) {
    int i = from;
    while (i < n && table.kind[source[i]] == DIGIT) {
      i++;
    }
    return i;
  }

  /** The definition itself; also the yardstick of the tests. */
  void byDefinition(String text, WordBuffer out) {
    String s = NormalForm.lower(text);
    if (rule.numbersToZero()) {
      s = NormalForm.numbersToZero(s);
    }
    s = NormalForm.punctuationAndSpaceToBlank(s);
    s = rule == Rule.COMPAT ? NormalForm.withoutMarks(s) : NormalForm.withoutAccents(s);
    out.clear();
    boolean open = false;
    boolean onAlone = false;
    for (int i = 0; i < s.length(); ) {
      int c = s.codePointAt(i);
      i += Character.charCount(c);
      if (c == ' ') {
        open = false;
        onAlone = false;
        continue;
      }
      boolean mark = NormalForm.isMark(c);
      boolean alone = !mark && rule.splitsUnspaced() && NormalForm.isUnspaced(c);
      onAlone = mark ? onAlone : alone;
      out.reserve(8);
      if (!open || alone) {
        out.beginWord();
      }
      out.putCodePoint(c);
      open = !onAlone || i < s.length() && NormalForm.isMark(s.codePointAt(i));
    }
  }
}
