package io.steelyard.vocab.normalize;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Utf8;
import java.util.Arrays;

/**
 * Normalises one segment and says which source character each new one stands for, as Hugging Face
 * {@code tokenizers} does: new characters take the source's characters in order; one that a
 * decomposition adds shares the place of the one before; one that composition made takes the place
 * of the first it was made of, and the others' places vanish.
 *
 * <p>Example, NFC: {@code e} + U+0301 + {@code x} becomes {@code é} at 0..1 and {@code x} at 3..4
 * (bytes).
 */
final class TracedForm {
  private final Normalizer2 decomposer;
  private final Normalizer2 composer;
  private final UnicodeSet known;
  private int[] chars = new int[32];
  private int[] changes = new int[32];
  private int size;

  /**
   * @param composer null for the decomposed forms
   */
  TracedForm(Normalizer2 decomposer, Normalizer2 composer, UnicodeSet known) {
    this.decomposer = decomposer;
    this.composer = composer;
    this.known = known;
  }

  /** Appends the normalised segment {@code [from, to)} of well-formed text to the editor. */
  void append(AlignedText text, int from, int to, AlignedText.Editor edit) {
    size = 0;
    for (int i = from; i < to; ) {
      int c = Utf8.codePointAt(text.bytes(), i, to);
      i += Utf8.length(c);
      String parts = known.contains(c) ? decomposer.getDecomposition(c) : null;
      if (parts == null) {
        add(c, 0);
      } else {
        int change = 0;
        for (int k = 0; k < parts.length(); k += Character.charCount(parts.codePointAt(k))) {
          add(parts.codePointAt(k), change);
          change = 1;
        }
      }
    }
    order();
    if (composer != null) {
      compose();
    }
    Changes.write(chars, changes, size, text, from, to, edit);
  }

  private void add(int c, int change) {
    if (size == chars.length) {
      chars = Arrays.copyOf(chars, 2 * size);
      changes = Arrays.copyOf(changes, 2 * size);
    }
    chars[size] = c;
    changes[size++] = change;
  }

  private int combiningClass(int c) {
    return known.contains(c) ? decomposer.getCombiningClass(c) : 0;
  }

  /** Stable order of each run of marks by combining class. */
  private void order() {
    for (int i = 1; i < size; i++) {
      int c = chars[i];
      int change = changes[i];
      int rank = combiningClass(c);
      int k = i;
      while (rank > 0 && k > 0 && combiningClass(chars[k - 1]) > rank) {
        chars[k] = chars[k - 1];
        changes[k] = changes[k - 1];
        k--;
      }
      chars[k] = c;
      changes[k] = change;
    }
  }

  private void compose() {
    int starter = -1;
    int last = -1;
    int n = 0;
    for (int i = 0; i < size; i++) {
      int c = chars[i];
      int rank = combiningClass(c);
      boolean open = starter >= 0 && last < rank && known.contains(c);
      int both = open ? composer.composePair(chars[starter], c) : -1;
      if (both >= 0 && known.contains(both)) {
        chars[starter] = both;
        changes[starter] += changes[i] - 1;
        continue;
      }
      if (rank == 0) {
        starter = n;
        last = -1;
      } else {
        last = rank;
      }
      chars[n] = c;
      changes[n++] = changes[i];
    }
    size = n;
  }
}
