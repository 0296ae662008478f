package io.steelyard.vocab.normalize;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * SentencePiece's compiled normalisation rules: a double-array trie from strings to their
 * replacements. The bytes are: length of the trie in bytes (4, little-endian), its units (4 each),
 * then the replacements, each ended by a zero byte.
 *
 * <p>Example (the map of {@code nmt_nfkc}): {@code Ａ} becomes {@code A}, {@code ﬁ} becomes {@code
 * fi}, a tab becomes a space.
 *
 * <p>There are two ways to apply it. SentencePiece replaces at each place the longest string that
 * has a rule: {@link SentencePieceNormalizer}. Hugging Face {@code tokenizers} asks for each
 * grapheme cluster shorter than 6 bytes whether a beginning of it has a rule (the shortest) and
 * puts the replacement in the place of the whole cluster, otherwise goes character by character:
 * {@link #byGrapheme}.
 */
public final class Charsmap {
  private final byte[] source;
  private final int[] units;
  private final byte[] texts;

  private Charsmap(byte[] source, int[] units, byte[] texts) {
    this.source = source;
    this.units = units;
    this.texts = texts;
  }

  /** Null for no bytes, which is no rules. */
  public static Charsmap of(byte[] compiled) {
    if (compiled.length == 0) {
      return null;
    }
    if (compiled.length < 4) {
      throw new IllegalArgumentException(
          "a normalisation map of " + compiled.length + " bytes; it starts with a length of 4");
    }
    ByteBuffer in = ByteBuffer.wrap(compiled).order(ByteOrder.LITTLE_ENDIAN);
    long size = in.getInt() & 0xFFFFFFFFL;
    if (size % 4 != 0 || size > in.remaining() || size == 0) {
      throw new IllegalArgumentException(
          "a normalisation map whose trie has "
              + size
              + " bytes, of "
              + compiled.length
              + "; it is cut short or no such map");
    }
    int[] units = new int[(int) size / 4];
    for (int i = 0; i < units.length; i++) {
      units[i] = in.getInt();
    }
    byte[] texts = new byte[in.remaining()];
    in.get(texts);
    return new Charsmap(compiled.clone(), units, texts);
  }

  /** The compiled bytes as read. */
  public byte[] compiled() {
    return source.clone();
  }

  /**
   * Length of the shortest or longest beginning of {@code text[from..to)} that has a rule, in the
   * high half, and the place of the replacement in the low half; -1 for none.
   */
  long find(byte[] text, int from, int to, boolean longest) {
    long found = -1;
    int node = offset(units[0]);
    for (int i = from; i < to; i++) {
      int c = text[i] & 0xFF;
      node ^= c;
      if (c == 0 || node < 0 || node >= units.length || (units[node] & 0x800000FF) != c) {
        break;
      }
      int unit = units[node];
      node ^= offset(unit);
      if ((unit >>> 8 & 1) == 1 && node >= 0 && node < units.length) {
        found = (long) (i + 1 - from) << 32 | units[node] & 0x7FFFFFFF;
        if (!longest) {
          break;
        }
      }
    }
    return found;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  byte[] text(int at) {
    int end = Math.min(at, texts.length);
    int from = end;
    while (end < texts.length && texts[end] != 0) {
      end++;
    }
    return java.util.Arrays.copyOfRange(texts, from, end);
  }

  /** As Hugging Face {@code tokenizers} applies it. */
  public Normalizer byGrapheme() {
    return this::byGrapheme;
  }

  private AlignedText byGrapheme(AlignedText text) {
    byte[] bytes = text.bytes();
    Changes changes = new Changes();
    boolean changed = false;
    int to = text.to();
    BreakIterator clusters = null;
    for (int i = text.from(); i < to; ) {
      if (bytes[i] >= 0 && (i + 1 == to || bytes[i + 1] >= 0 && bytes[i] != '\r')) {
        changed |= part(bytes, i, i + 1, changes);
        i++;
        continue;
      }
      int end = stretch(bytes, i, to);
      String run = new String(bytes, i, end - i, StandardCharsets.UTF_8);
      if (clusters == null) {
        clusters = BreakIterator.getCharacterInstance(ULocale.ROOT);
      }
      clusters.setText(run);
      int before = 0;
      for (int at = clusters.next(); at != BreakIterator.DONE; at = clusters.next()) {
        int length = 0;
        for (int k = before; k < at; k += Character.charCount(run.codePointAt(k))) {
          length += Utf8.length(run.codePointAt(k));
        }
        int next = Math.min(end, i + length);
        changed |= cluster(bytes, i, next, changes);
        i = next;
        before = at;
      }
      i = end;
    }
    if (!changed) {
      return text;
    }
    AlignedText.Editor edit = text.edit();
    changes.write(text, text.from(), to, edit);
    return edit.done();
  }

  /** End of the text from {@code i} before two ASCII characters that no cluster joins. */
  private static int stretch(byte[] bytes, int i, int to) {
    int k = i + 1;
    while (k < to && !(bytes[k] >= 0 && bytes[k - 1] >= 0 && bytes[k - 1] != '\r')) {
      k++;
    }
    return k;
  }

  private boolean cluster(byte[] bytes, int from, int to, Changes changes) {
    if (to - from < 6 && part(bytes, from, to, changes, false)) {
      return true;
    }
    boolean changed = false;
    for (int i = from; i < to; ) {
      int c = Utf8.codePointAt(bytes, i, to);
      int end = c < 0 ? i + 1 : i + Utf8.length(c);
      changed |= part(bytes, i, end, changes);
      i = end;
    }
    return changed;
  }

  private boolean part(byte[] bytes, int from, int to, Changes changes) {
    return part(bytes, from, to, changes, true);
  }

  private boolean part(byte[] bytes, int from, int to, Changes changes, boolean keep) {
    long found = find(bytes, from, to, false);
    if (found < 0) {
      if (keep) {
        changes.add(Math.max(0, Utf8.codePointAt(bytes, from, to)), 0);
      }
      return false;
    }
    int old = 0;
    for (int i = from; i < to; i++) {
      old += (bytes[i] & 0xC0) == 0x80 ? 0 : 1;
    }
    byte[] content = text((int) found);
    int added = 0;
    for (int i = 0; i < content.length; ) {
      int c = Math.max(0, Utf8.codePointAt(content, i, content.length));
      changes.add(c, 0);
      i += Utf8.length(c);
      added++;
    }
    changes.resize(added - old);
    return true;
  }
}
