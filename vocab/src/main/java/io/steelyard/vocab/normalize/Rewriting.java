package io.steelyard.vocab.normalize;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.util.ULocale;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Characters;
import io.steelyard.vocab.pretokenize.Finder;
import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Normalisers that rewrite characters one at a time or matches of a pattern.
 *
 * <p>Example: {@code replace(literal " ", "▁")} turns {@code "a b"} into {@code a▁b}.
 */
public final class Rewriting {
  /** Control, format and private characters of Unicode 8: what word-piece cleaning drops. */
  private static final UnicodeSet CONTROL =
      new UnicodeSet("[[[[:Cc:][:Cf:]]&[:age=8.0:]][:Co:]]").freeze();

  private static final UnicodeSet HAN =
      new UnicodeSet(
              "[\\u4E00-\\u9FFF\\u3400-\\u4DBF\\U00020000-\\U0002A6DF\\U0002A700-\\U0002B73F"
                  + "\\U0002B740-\\U0002B81F\\U0002B920-\\U0002CEAF\\uF900-\\uFAFF\\U0002F800-\\U0002FA1F]")
          .freeze();

  private Rewriting() {}

  /** Runs the normalisers one after the other. */
  public static Normalizer sequence(List<Normalizer> all) {
    return text -> {
      AlignedText t = text;
      for (Normalizer normalizer : all) {
        t = normalizer.normalize(t);
      }
      return t;
    };
  }

  /** Puts {@code head} before text that is not empty. */
  public static Normalizer prepend(String head) {
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
    return text ->
        text.isEmpty() ? text : text.edit().prepend(bytes).keep(text.from(), text.to()).done();
  }

  /**
   * Puts {@code content} in the place of every match; it points to the match's last character, as
   * Hugging Face {@code tokenizers} has it.
   */
  public static Normalizer replace(Finder finder, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return text -> {
      AlignedText.Editor edit = text.edit();
      int[] at = {text.from()};
      finder.find(
          text.bytes(),
          text.from(),
          text.to(),
          (a, b) -> {
            edit.keep(at[0], a).replace(bytes, lastCharacter(text.bytes(), a, b), b);
            at[0] = b;
          });
      return edit.keep(at[0], text.to()).done();
    };
  }

  private static int lastCharacter(byte[] bytes, int from, int to) {
    int last = Math.max(from, to - 1);
    while (last > from && (bytes[last] & 0xC0) == 0x80) {
      last--;
    }
    return last;
  }

  /** Cuts white space off the ends. */
  public static Normalizer strip(boolean left, boolean right) {
    return text -> {
      int from = text.from();
      int to = text.to();
      while (left && from < to) {
        int c = Utf8.codePointAt(text.bytes(), from, to);
        if (!Characters.isSpace(c)) {
          break;
        }
        from += Utf8.length(c);
      }
      while (right && to > from) {
        int last = to - 1;
        while (last > from && (text.bytes()[last] & 0xC0) == 0x80) {
          last--;
        }
        if (!Characters.isSpace(Utf8.codePointAt(text.bytes(), last, to))) {
          break;
        }
        to = last;
      }
      return text.part(from, to);
    };
  }

  /** Lower case character by character, as Unicode's full mapping without context has it. */
  public static Normalizer lowercase() {
    return characters(
        c -> {
          String s = Character.toString(c);
          String lower = UCharacter.toLowerCase(ULocale.ROOT, s);
          if (c == 0x3A3) {
            return "\u03C3";
          }
          if (lower.equals(s)) {
            int recent = lowerOfUnicode17(c);
            return recent == c ? null : Character.toString(recent);
          }
          return lower;
        });
  }

  /** Letters with cases that came after the pinned ICU. */
  private static int lowerOfUnicode17(int c) {
    if (c == 0xA7CE || c == 0xA7D2 || c == 0xA7D4) {
      return c + 1;
    }
    return c >= 0x16EA0 && c <= 0x16EB8 ? c + 0x1B : c;
  }

  /** Drops marks of every kind: the StripAccents component. */
  public static Normalizer stripAccents() {
    return characters(c -> Characters.isMark(c) ? "" : null);
  }

  /** Drops non-spacing marks: what BertNormalizer does to accents. */
  public static Normalizer stripNonSpacing() {
    return characters(c -> Characters.isNonSpacingMark(c) ? "" : null);
  }

  /** Drops control characters and makes every white space a space. */
  public static Normalizer cleanForWordPieces() {
    return characters(
        c -> {
          if (c == '\t' || c == '\n' || c == '\r') {
            return " ";
          }
          if (c == 0 || c == 0xFFFD || CONTROL.contains(c)) {
            return "";
          }
          return c != ' ' && Characters.isSpace(c) ? " " : null;
        });
  }

  /** Puts a space on either side of every Han character. */
  public static Normalizer spaceHan() {
    return characters(c -> HAN.contains(c) ? " " + Character.toString(c) + " " : null);
  }

  /** SentencePiece's cleaning for translation: odd controls vanish, odd spaces become spaces. */
  public static Normalizer nmt() {
    UnicodeSet gone =
        new UnicodeSet("[\\u0001-\\u0008\\u000B\\u000E-\\u001F\\u007F\\u008F\\u009F]").freeze();
    UnicodeSet spaces =
        new UnicodeSet(
                "[\\u0009\\u000A\\u000C\\u000D\\u1680\\u200B-\\u200F\\u2028\\u2029\\u2581\\uFEFF\\uFFFD]")
            .freeze();
    return characters(c -> gone.contains(c) ? "" : spaces.contains(c) ? " " : null);
  }

  /** Rewrites single characters; null keeps one, the empty string drops it. */
  static Normalizer characters(IntFunction<String> rewrite) {
    return text -> {
      AlignedText.Editor edit = text.edit();
      int kept = text.from();
      int i = kept;
      while (i < text.to()) {
        int c = Utf8.codePointAt(text.bytes(), i, text.to());
        int end = c < 0 ? i + 1 : i + Utf8.length(c);
        String changed = c < 0 ? null : rewrite.apply(c);
        if (changed != null) {
          edit.keep(kept, i).replace(changed.getBytes(StandardCharsets.UTF_8), i, end);
          kept = end;
        }
        i = end;
      }
      return edit.keep(kept, text.to()).done();
    };
  }
}
