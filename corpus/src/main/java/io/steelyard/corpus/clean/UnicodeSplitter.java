package io.steelyard.corpus.clean;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.LineBreak;
import com.ibm.icu.lang.UCharacter.WordBreak;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;

/**
 * Word boundaries of Unicode (UAX #29) with two changes that the rules need: white space is
 * dropped, and a run of one and the same mark is one word ({@code ...}, {@code ----}).
 *
 * <p>Scripts that put spaces between words are cut by a small state machine over a table of
 * classes; runs of Thai, Lao, Khmer, Burmese, Han, Hiragana and Katakana go to ICU's dictionaries.
 * Example: {@code "Don't stop... #tag 3.14 北京是"} gives {@code Don't | stop | ... | # | tag | 3.14 |
 * 北京 | 是}.
 */
public final class UnicodeSplitter implements WordSplitter {
  private static final byte SPACE = 0;
  private static final byte LETTER = 1;
  private static final byte NUMBER = 2;
  private static final byte JOINER = 3;
  private static final byte EXTEND = 4;
  private static final byte MID_LETTER = 5;
  private static final byte MID_NUMBER = 6;
  private static final byte MID_BOTH = 7;
  private static final byte DICTIONARY = 8;
  private static final byte PICTURE = 9;
  private static final byte FLAG_LETTER = 10;
  private static final byte MARK = 11;

  private static final int ZWJ = 0x200D;
  private static final byte[] BMP = new byte[0x10000];

  static {
    for (int c = 0; c < BMP.length; c++) {
      BMP[c] = compute(c);
    }
  }

  private final BreakIterator dictionary = BreakIterator.getWordInstance(ULocale.ROOT);
  private final Window window = new Window();

  @Override
  public String name() {
    return "unicode-16";
  }

  @Override
  public void split(char[] text, int length, Sink sink) {
    int i = 0;
    while (i < length) {
      byte kind = kindAt(text, i, length);
      int end;
      switch (kind) {
        case SPACE -> {
          i++;
          continue;
        }
        case LETTER, NUMBER, JOINER -> end = endOfWord(text, i, length, kind);
        case DICTIONARY -> {
          i = splitByDictionary(text, i, length, sink);
          continue;
        }
        case PICTURE -> end = endOfPicture(text, i, length);
        case FLAG_LETTER -> end = endOfFlag(text, i, length);
        default -> end = endOfMark(text, i, length);
      }
      sink.word(i, end);
      i = end;
    }
  }

  private static int endOfWord(char[] text, int start, int length, byte first) {
    byte last = first;
    char letter = text[start];
    int i = start + width(text, start, length);
    while (i < length) {
      byte kind = kindAt(text, i, length);
      if (last == MARK && kind != EXTEND) {
        return i;
      } else if (kind == LETTER || kind == NUMBER || kind == JOINER) {
        last = kind;
        letter = text[i];
      } else if (kind == MID_LETTER || kind == MID_NUMBER || kind == MID_BOTH) {
        // WB6/7 and WB11/12: a mark between two letters, or between two digits, does not break.
        boolean joins =
            last == LETTER && kind != MID_NUMBER || last == NUMBER && kind != MID_LETTER;
        int next = joins ? skipExtend(text, i + 1, length) : length;
        if (next < length && kindAt(text, next, length) == last) {
          i = next;
          letter = text[i];
        } else if (text[i] != '\'' || last != LETTER || !isHebrew(letter)) {
          return i;
        } else {
          last = MARK; // WB7a: a Hebrew letter keeps the apostrophe behind it.
        }
      } else if (kind == MARK && text[i] == '"' && last == LETTER && isHebrew(letter)) {
        // WB7b/c: a quotation mark between two Hebrew letters makes an acronym.
        int next = skipExtend(text, i + 1, length);
        if (next >= length || !isHebrew(text[next])) {
          return i;
        }
        i = next;
        letter = text[i];
      } else if (kind != EXTEND) {
        return i;
      }
      i += width(text, i, length);
    }
    return i;
  }

  private static boolean isHebrew(char c) {
    return c >= 0x05D0
        && c <= 0xFB4F
        && UCharacter.getIntPropertyValue(c, UProperty.WORD_BREAK) == WordBreak.HEBREW_LETTER;
  }

  private static int endOfPicture(char[] text, int start, int length) {
    int i = start + width(text, start, length);
    boolean joined = false;
    while (i < length) {
      byte kind = kindAt(text, i, length);
      if (kind == EXTEND) {
        joined = text[i] == ZWJ;
      } else if (kind == PICTURE && joined) {
        joined = false;
      } else {
        return i;
      }
      i += width(text, i, length);
    }
    return i;
  }

  private static int endOfFlag(char[] text, int start, int length) {
    int i = start + width(text, start, length);
    if (i < length && kindAt(text, i, length) == FLAG_LETTER) {
      i += width(text, i, length);
    }
    return skipExtend(text, i, length);
  }

  private static int endOfMark(char[] text, int start, int length) {
    int i = start + width(text, start, length);
    if (i == start + 1) {
      while (i < length && text[i] == text[start]) {
        i++;
      }
    }
    return skipExtend(text, i, length);
  }

  private int splitByDictionary(char[] text, int start, int length, Sink sink) {
    int end = start;
    while (end < length) {
      byte kind = kindAt(text, end, length);
      if (kind != DICTIONARY && kind != EXTEND) {
        break;
      }
      end += width(text, end, length);
    }
    if (end - start == 1) {
      sink.word(start, end);
      return end;
    }
    window.set(text, start, end);
    dictionary.setText(window);
    int from = dictionary.first();
    for (int to = dictionary.next(); to != BreakIterator.DONE; to = dictionary.next()) {
      sink.word(start + from, start + to);
      from = to;
    }
    return end;
  }

  private static int skipExtend(char[] text, int from, int length) {
    int i = from;
    while (i < length && kindAt(text, i, length) == EXTEND) {
      i += width(text, i, length);
    }
    return i;
  }

  private static int width(char[] text, int i, int length) {
    return i + 1 < length
            && Character.isHighSurrogate(text[i])
            && Character.isLowSurrogate(text[i + 1])
        ? 2
        : 1;
  }

  private static byte kindAt(char[] text, int i, int length) {
    char c = text[i];
    return width(text, i, length) == 2 ? compute(Character.toCodePoint(c, text[i + 1])) : BMP[c];
  }

  private static byte compute(int c) {
    if ((CharClasses.of(c) & CharClasses.SPACE) != 0) {
      return SPACE;
    }
    int script = UScript.getScript(c);
    int lineBreak = UCharacter.getIntPropertyValue(c, UProperty.LINE_BREAK);
    int wordBreak = UCharacter.getIntPropertyValue(c, UProperty.WORD_BREAK);
    if (wordBreak == WordBreak.EXTEND
        || wordBreak == WordBreak.FORMAT
        || wordBreak == WordBreak.ZWJ) {
      return lineBreak == LineBreak.COMPLEX_CONTEXT ? DICTIONARY : EXTEND;
    }
    if (lineBreak == LineBreak.COMPLEX_CONTEXT
        || script == UScript.HAN
        || script == UScript.HIRAGANA
        || wordBreak == WordBreak.KATAKANA) {
      return DICTIONARY;
    }
    return switch (wordBreak) {
      case WordBreak.ALETTER, WordBreak.HEBREW_LETTER -> LETTER;
      case WordBreak.NUMERIC -> NUMBER;
      case WordBreak.EXTENDNUMLET -> JOINER;
      case WordBreak.MIDLETTER -> MID_LETTER;
      case WordBreak.MIDNUM -> MID_NUMBER;
      case WordBreak.MIDNUMLET, WordBreak.SINGLE_QUOTE -> MID_BOTH;
      case WordBreak.REGIONAL_INDICATOR -> FLAG_LETTER;
      default -> UCharacter.hasBinaryProperty(c, UProperty.EXTENDED_PICTOGRAPHIC) ? PICTURE : MARK;
    };
  }

  /** A view of part of a char array, so that a run needs no String. */
  private static final class Window implements CharSequence {
    private char[] text = new char[0];
    private int start;
    private int end;

    void set(char[] chars, int from, int to) {
      text = chars;
      start = from;
      end = to;
    }

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(int index) {
      return text[start + index];
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new String(text, start + from, to - from);
    }

    @Override
    public String toString() {
      return new String(text, start, end - start);
    }
  }
}
