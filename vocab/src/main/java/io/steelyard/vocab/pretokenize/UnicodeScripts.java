package io.steelyard.vocab.pretokenize;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.UnicodeSet;
import io.steelyard.vocab.PreTokenizer;

/**
 * Cuts where the script changes. Kana counts as Han; spaces and unassigned characters go with what
 * is before them, and are dropped at the start, as Hugging Face {@code tokenizers} does.
 *
 * <p>Example: {@code Apples are りんご 林檎} becomes {@code Apples are |りんご 林檎}.
 */
public final class UnicodeScripts implements PreTokenizer {
  private static final int ANY = -1;

  /** The table of scripts is that of Unicode 9. */
  private static final UnicodeSet KNOWN = new UnicodeSet("[:age=9.0:]").freeze();

  @Override
  public void split(byte[] utf8, int from, int to, PieceSink sink) {
    int start = -1;
    int last = ANY;
    for (int i = from; i < to; ) {
      int c = Utf8.codePointAt(utf8, i, to);
      int script = script(c);
      if (script != ANY && script != last) {
        if (start >= 0) {
          sink.piece(start, i);
        }
        start = i;
        last = script;
      }
      i += c < 0 ? 1 : Utf8.length(c);
    }
    if (start >= 0) {
      sink.piece(start, to);
    }
  }

  private static int script(int c) {
    if (c < 0 || c == ' ' || !KNOWN.contains(c)) {
      return ANY;
    }
    if (c == 0x30FC) {
      return UScript.HAN;
    }
    int script = UCharacter.getIntPropertyValue(c, UProperty.SCRIPT);
    return switch (script) {
      case UScript.HIRAGANA, UScript.KATAKANA -> UScript.HAN;
      case UScript.UNKNOWN -> ANY;
      default -> script;
    };
  }
}
