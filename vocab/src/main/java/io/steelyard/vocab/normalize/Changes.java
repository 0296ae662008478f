package io.steelyard.vocab.normalize;

import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * New characters for a text, each with what it does to the old ones, as Hugging Face {@code
 * tokenizers} counts: 0 takes the place of the next old character, a positive number shares the
 * place of the one before, -n takes a place and lets n more old characters vanish.
 *
 * <p>Example: {@code ﬁx} to {@code fix} is {@code (f, 0), (i, 1), (x, 0)}; {@code e´x} to {@code
 * éx} is {@code (é, -1), (x, 0)}.
 */
final class Changes {
  private int[] chars = new int[64];
  private int[] changes = new int[64];
  private int size;

  void add(int c, int change) {
    if (size == chars.length) {
      chars = Arrays.copyOf(chars, 2 * size);
      changes = Arrays.copyOf(changes, 2 * size);
    }
    chars[size] = c;
    changes[size++] = change;
  }

  /**
   * Says that the characters just added are so many more (or fewer) than the ones they replace. If
   * none were added, the character before takes the vanished places; at the very start nobody does,
   * and places of all that follows are too early: so has {@code tokenizers} it.
   */
  void resize(int more) {
    if (more > 0) {
      Arrays.fill(changes, size - more, size, 1);
    } else if (more < 0 && size > 0) {
      changes[size - 1] += more;
    }
  }

  /** Writes the characters in the place of {@code [from, to)}. */
  void write(AlignedText text, int from, int to, AlignedText.Editor edit) {
    write(chars, changes, size, text, from, to, edit);
  }

  /** The same for characters and changes kept elsewhere. */
  static void write(
      int[] chars,
      int[] changes,
      int size,
      AlignedText text,
      int from,
      int to,
      AlignedText.Editor edit) {
    int at = from;
    int previous = from;
    for (int i = 0; i < size; i++) {
      byte[] utf8 = Character.toString(chars[i]).getBytes(StandardCharsets.UTF_8);
      if (changes[i] > 0) {
        edit.replace(utf8, previous, at);
        continue;
      }
      int end = next(text, at, to);
      edit.replace(utf8, at, end);
      previous = at;
      at = end;
      for (int k = changes[i]; k < 0 && at < to; k++) {
        previous = at;
        at = next(text, at, to);
      }
    }
  }

  private static int next(AlignedText text, int at, int to) {
    if (at >= to) {
      return to;
    }
    int c = Utf8.codePointAt(text.bytes(), at, to);
    return at + (c < 0 ? 1 : Utf8.length(c));
  }
}
