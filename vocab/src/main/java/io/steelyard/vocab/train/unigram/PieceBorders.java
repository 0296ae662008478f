package io.steelyard.vocab.train.unigram;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.pretokenize.Utf8;

/**
 * Cuts marked text where SentencePiece lets no piece cross: before every mark {@code ▁}, where the
 * script changes (punctuation and digits are a script of their own), and around every digit where
 * digits stand alone. Kana counts as Han; marks that combine go with what is before them.
 *
 * <p>Example: {@code ▁don't▁pay▁3.5} is {@code ▁don | ' | t | ▁pay | ▁3.5}, with single digits
 * {@code ... ▁ | 3 | . | 5}.
 *
 * <p>Only training cuts so: the pieces that it gives cross none of these borders, so text need only
 * be cut before its marks.
 */
public final class PieceBorders implements PreTokenizer {
  static final int MARK = 0x2581;

  private static final int ANY = -1;
  private static final int LONG_VOWEL = 0x30FC;

  private final boolean scripts;
  private final boolean digits;

  public PieceBorders(boolean scripts, boolean digits) {
    this.scripts = scripts;
    this.digits = digits;
  }

  @Override
  public void split(byte[] utf8, int from, int to, PieceSink sink) {
    int start = from;
    int last = ANY;
    boolean alone = false;
    for (int i = from; i < to; ) {
      int c = Utf8.codePointAt(utf8, i, to);
      int script = c == MARK ? ANY : script(c, last);
      boolean digit = digits && isDigit(c);
      boolean border =
          c == MARK || digit || alone || scripts && script != ANY && last != ANY && script != last;
      if (border && i > start) {
        sink.piece(start, i);
        start = i;
        last = ANY;
      }
      alone = digit;
      last = script == ANY ? last : script;
      i += c < 0 ? 1 : Utf8.length(c);
    }
    if (start < to) {
      sink.piece(start, to);
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9' || c >= 0xFF10 && c <= 0xFF19;
  }

  private static int script(int c, int last) {
    if (c < 0) {
      return ANY;
    }
    int script = UCharacter.getIntPropertyValue(c, UProperty.SCRIPT);
    return switch (script) {
      case UScript.INHERITED -> last;
      case UScript.HIRAGANA, UScript.KATAKANA -> UScript.HAN;
      case UScript.UNKNOWN -> UScript.COMMON;
      default -> c == LONG_VOWEL ? UScript.HAN : script;
    };
  }
}
