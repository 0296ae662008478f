package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.Characters;
import io.steelyard.vocab.pretokenize.Utf8;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.List;

/**
 * Cuts added tokens out of text: leftmost first, the longest of those that start there, by a trie
 * over bytes.
 *
 * <p>Example: with {@code <a>} and {@code <a><b>} added, {@code "x<a><b>"} is the text {@code x}
 * and the token {@code <a><b>}.
 */
final class AddedTokenMatcher {
  /** Receives the text between tokens and the tokens, in order. */
  interface Sink {
    void text(int from, int to);

    void token(int id, int from, int to);
  }

  private final boolean[] starts = new boolean[256];
  private final AddedToken[] tokens;

  /** Node k's child for byte b under the key 256k + b; 0 is none. */
  private final Int2IntOpenHashMap children = new Int2IntOpenHashMap();

  /** Index of the token that ends at a node, plus one. */
  private final Int2IntOpenHashMap ending = new Int2IntOpenHashMap();

  AddedTokenMatcher(List<AddedToken> added, List<byte[]> texts) {
    tokens = added.toArray(AddedToken[]::new);
    int nodes = 0;
    for (int t = 0; t < tokens.length; t++) {
      byte[] text = texts.get(t);
      if (text.length == 0) {
        continue;
      }
      starts[text[0] & 0xFF] = true;
      int node = 0;
      for (byte b : text) {
        int key = node * 256 + (b & 0xFF);
        int child = children.get(key);
        if (child == 0) {
          child = ++nodes;
          children.put(key, child);
        }
        node = child;
      }
      ending.putIfAbsent(node, t + 1);
    }
  }

  boolean isEmpty() {
    return tokens.length == 0;
  }

  void split(byte[] utf8, int from, int to, Sink sink) {
    int text = from;
    int i = from;
    while (i < to) {
      if (!starts[utf8[i] & 0xFF]) {
        i++;
        continue;
      }
      int found = 0;
      int end = i;
      int node = 0;
      for (int j = i; j < to; j++) {
        node = children.get(node * 256 + (utf8[j] & 0xFF));
        if (node == 0) {
          break;
        }
        int ends = ending.get(node);
        if (ends != 0) {
          found = ends;
          end = j + 1;
        }
      }
      if (found == 0) {
        i++;
        continue;
      }
      AddedToken token = tokens[found - 1];
      int start = i;
      i = end;
      if (token.singleWord() && (wordBefore(utf8, from, start) || wordAt(utf8, end, to))) {
        continue;
      }
      if (token.stripLeft()) {
        start = Math.max(text, spacesBefore(utf8, from, start));
      }
      if (token.stripRight()) {
        end = spacesAfter(utf8, end, to);
      }
      if (text < start) {
        sink.text(text, start);
      }
      sink.token(token.id(), start, end);
      text = end;
      i = Math.max(i, end);
    }
    if (text < to) {
      sink.text(text, to);
    }
  }

  private static boolean wordAt(byte[] utf8, int i, int to) {
    return i < to && Characters.isWord(Utf8.codePointAt(utf8, i, to));
  }

  private static boolean wordBefore(byte[] utf8, int from, int i) {
    return i > from && Characters.isWord(Utf8.codePointAt(utf8, before(utf8, from, i), i));
  }

  private static int before(byte[] utf8, int from, int i) {
    int at = i - 1;
    while (at > from && i - at < 4 && (utf8[at] & 0xC0) == 0x80) {
      at--;
    }
    return at;
  }

  private static int spacesBefore(byte[] utf8, int from, int i) {
    while (i > from) {
      int at = before(utf8, from, i);
      if (!Characters.isSpace(Utf8.codePointAt(utf8, at, i))) {
        break;
      }
      i = at;
    }
    return i;
  }

  private static int spacesAfter(byte[] utf8, int i, int to) {
    while (i < to) {
      int c = Utf8.codePointAt(utf8, i, to);
      if (!Characters.isSpace(c)) {
        break;
      }
      i += Utf8.length(c);
    }
    return i;
  }
}
