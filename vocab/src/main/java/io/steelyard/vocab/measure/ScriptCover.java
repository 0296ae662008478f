package io.steelyard.vocab.measure;

import com.ibm.icu.lang.UScript;
import io.steelyard.core.stats.Mergeable;
import java.util.Map;
import java.util.TreeMap;

/**
 * How each script's characters are covered: by whole tokens, by tokens that are only part of a
 * character (bytes), or by the unknown token.
 *
 * <p>Example: a vocabulary without {@code ж} encodes it as two bytes: of the 2 bytes of Cyrillic
 * text, 2 are {@code parts}.
 */
final class ScriptCover implements Mergeable<ScriptCover> {
  private static final long serialVersionUID = 1;

  /** Bytes of one script. */
  static final class Bytes implements java.io.Serializable {
    private static final long serialVersionUID = 1;

    /** Bytes of text. */
    long all;

    /** Of characters that no one token holds whole. */
    long parts;

    /** Of characters that became the unknown token, or nothing. */
    long unknown;

    void add(Bytes other) {
      all += other.all;
      parts += other.parts;
      unknown += other.unknown;
    }
  }

  private final TreeMap<String, Bytes> scripts = new TreeMap<>();

  /**
   * @param unknownId -1 if the tokenizer has none
   */
  void add(String text, int[] ids, int[] starts, int[] ends, int unknownId) {
    int token = 0;
    int at = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      while (token < ids.length && ends[token] <= at) {
        token++;
      }
      Bytes bytes =
          scripts.computeIfAbsent(UScript.getName(UScript.getScript(c)), s -> new Bytes());
      bytes.all += length;
      if (token == ids.length || starts[token] > at || ids[token] == unknownId) {
        bytes.unknown += length;
      } else if (ends[token] < at + length
          || token + 1 < ids.length && starts[token + 1] < at + length) {
        bytes.parts += length;
      }
      at += length;
      i += Character.charCount(c);
    }
  }

  Map<String, Bytes> scripts() {
    return java.util.Collections.unmodifiableMap(scripts);
  }

  Bytes total() {
    Bytes total = new Bytes();
    scripts.values().forEach(total::add);
    return total;
  }

  @Override
  public void merge(ScriptCover other) {
    other.scripts.forEach(
        (script, bytes) -> scripts.computeIfAbsent(script, s -> new Bytes()).add(bytes));
  }
}
