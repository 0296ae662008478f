package io.steelyard.corpus.clean;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.util.ULocale;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.Collection;

/**
 * Words and phrases that must not stand in a text: C4's bad-word rule, {@code (?:\W|^)(w1|w2|...)
 * (?:\W|$)} on the lower-cased text. Chinese, Japanese and Thai put no space between words; there a
 * listed word counts wherever it stands, as in C4.
 *
 * <p>Example: with {@code ass} and {@code fool's gold} listed, "An ass!" has the first, "a class of
 * fool's gold" the second, "passing" none.
 *
 * <p>Walks a trie from each beginning of a word: time is linear in the text for lists of short
 * words. Safe for many threads once built.
 */
final class WordBlocklist {
  private static final class Node {
    final Int2ObjectOpenHashMap<Node> next = new Int2ObjectOpenHashMap<>(2);
    String word;
  }

  private final Node root = new Node();
  private final boolean anywhere;
  private int size;

  /**
   * @param language short code; decides whether words have boundaries
   * @param words listed words; case does not matter
   */
  WordBlocklist(String language, Collection<String> words) {
    anywhere = language.equals("ja") || language.equals("th") || language.equals("zh");
    words.forEach(this::add);
  }

  private void add(String word) {
    Node node = root;
    String lower = UCharacter.toLowerCase(ULocale.ROOT, word);
    for (int i = 0; i < lower.length(); ) {
      int c = lower.codePointAt(i);
      node = node.next.computeIfAbsent(c, x -> new Node());
      i += Character.charCount(c);
    }
    size += node.word == null ? 1 : 0;
    node.word = word;
  }

  int size() {
    return size;
  }

  /** The first listed word in a text, the shortest of those that begin together; or null. */
  String find(String text) {
    String lower = UCharacter.toLowerCase(ULocale.ROOT, text);
    boolean boundary = true;
    for (int i = 0; i < lower.length(); ) {
      int c = lower.codePointAt(i);
      if (boundary || anywhere) {
        String word = at(lower, i);
        if (word != null) {
          return word;
        }
      }
      boundary = !isWord(c);
      i += Character.charCount(c);
    }
    return null;
  }

  private String at(String text, int from) {
    Node node = root;
    for (int i = from; i < text.length(); ) {
      int c = text.codePointAt(i);
      node = node.next.get(c);
      if (node == null) {
        return null;
      }
      i += Character.charCount(c);
      if (node.word != null && (anywhere || i == text.length() || !isWord(text.codePointAt(i)))) {
        return node.word;
      }
    }
    return null;
  }

  /** {@code \w} of Python's regular expressions: letters, numbers of any kind, the underscore. */
  private static boolean isWord(int c) {
    if (c < 128) {
      return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
    int type = UCharacter.getType(c);
    return UCharacter.isLetter(c)
        || type == ECharacterCategory.DECIMAL_DIGIT_NUMBER
        || type == ECharacterCategory.LETTER_NUMBER
        || type == ECharacterCategory.OTHER_NUMBER;
  }
}
