package io.steelyard.vocab.pretokenize;

import com.ibm.icu.text.UnicodeSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The characters that a regular expression can tell apart: code points that lie in the same of its
 * sets are one letter of a small alphabet, so text becomes one {@code char} per code point and
 * every set a handful of letters. That keeps matching fast and the JDK's Unicode tables out of it.
 *
 * <p>Example: for {@code \p{L}+|\d} there are four letters: letters, digits, the line feed (always
 * on its own, for the dot and the anchors), everything else.
 */
final class RegexAlphabet {
  private static final int MAX_SETS = 1_024;
  private static final char FIRST = 0x20;
  private static final char PLACEHOLDER = 0xE000;

  private final List<UnicodeSet> sets = new ArrayList<>();
  private final Map<UnicodeSet, Integer> known = new HashMap<>();
  private final char[][] blocks = new char[0x1100][];
  private final List<BitSet> letters = new ArrayList<>();
  private int lineFeed = -1;

  RegexAlphabet() {
    placeholder(new UnicodeSet('\n', '\n'));
  }

  /** What stands for a set in the pattern until {@link #finish}. */
  char placeholder(UnicodeSet set) {
    Integer index = known.get(set);
    if (index == null) {
      if (sets.size() == MAX_SETS) {
        throw new IllegalArgumentException(
            "the regular expression has more than "
                + MAX_SETS
                + " different characters and classes");
      }
      UnicodeSet frozen = new UnicodeSet(set).freeze();
      index = sets.size();
      sets.add(frozen);
      known.put(frozen, index);
    }
    return (char) (PLACEHOLDER + index);
  }

  /** Fixes the alphabet and puts letters in the place of the placeholders. */
  String finish(CharSequence pattern) {
    divide();
    StringBuilder out = new StringBuilder(pattern.length() * 4);
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c < PLACEHOLDER || c >= PLACEHOLDER + sets.size()) {
        out.append(c);
      } else {
        append(c - PLACEHOLDER, out);
      }
    }
    return out.toString();
  }

  private void append(int set, StringBuilder out) {
    int start = out.length();
    out.append('[');
    boolean any = false;
    for (int k = 0; k < letters.size(); k++) {
      if (letters.get(k).get(set)) {
        out.append("\\x{").append(Integer.toHexString(letter(k))).append('}');
        any = true;
      }
    }
    out.append(']');
    if (!any) {
      out.setLength(start);
      out.append("(?!)");
    }
  }

  private char letter(int k) {
    return k == lineFeed ? '\n' : (char) (FIRST + k);
  }

  private void divide() {
    TreeSet<Integer> borders = new TreeSet<>(List.of(0, 0x110000));
    for (UnicodeSet set : sets) {
      for (UnicodeSet.EntryRange range : set.ranges()) {
        borders.add(range.codepoint);
        borders.add(range.codepointEnd + 1);
      }
    }
    Map<BitSet, Integer> ids = new HashMap<>();
    char[] flat = new char[0x110000];
    int from = 0;
    for (int to : borders) {
      if (to == from) {
        continue;
      }
      BitSet in = new BitSet();
      for (int s = 0; s < sets.size(); s++) {
        in.set(s, sets.get(s).contains(from));
      }
      Integer id = ids.get(in);
      if (id == null) {
        id = letters.size();
        ids.put(in, id);
        letters.add(in);
        if (in.get(0)) {
          lineFeed = id;
        }
      }
      Arrays.fill(flat, from, to, letter(id));
      from = to;
    }
    Map<String, char[]> seen = new HashMap<>();
    for (int b = 0; b < blocks.length; b++) {
      char[] block = Arrays.copyOfRange(flat, b << 8, b + 1 << 8);
      blocks[b] = seen.computeIfAbsent(new String(block), k -> block);
    }
  }

  /** The letter of a code point; -1 (an ill-formed byte) counts as U+FFFD. */
  char of(int codePoint) {
    int c = codePoint < 0 ? 0xFFFD : codePoint;
    return blocks[c >> 8][c & 0xFF];
  }
}
